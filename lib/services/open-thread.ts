import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { CommentText, MOST_THREADS } from "#lib/domain/comment.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { newId, StepId, type Id } from "#lib/domain/ids.ts";
import { PlanGraph, type Author } from "#lib/domain/plan.ts";
import { line } from "#lib/domain/text.ts";
import { announce } from "#lib/events/announce.ts";
import { tellThread } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { lockPlan } from "./plans/lock-plan.ts";
import { checkPlanId } from "./plans/plan-keys.ts";

/** `blocks`: the plan cannot be run before it is resolved. `key`: the sender's own name for it, under which it is opened once. */
export const OpenThreadInput = z.object({
  planId: z.string(),
  stepId: StepId,
  text: CommentText,
  blocks: z.boolean(),
  key: line("The key", 100),
});

/**
 * Opens a thread on a step of a plan's draft with a first comment.
 * @throws DomainError `not_found`; `invalid` by field; `conflict` when the step is not (or no longer) in the plan; `limit`
 */
export async function openThread({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof OpenThreadInput>;
}): Promise<{ threadId: Id }> {
  const workspaceId = authorise(ctx.actor, "decide");
  const thread = parseInput(OpenThreadInput, input);
  checkPlanId(thread.planId);
  const author = authorOf(ctx.actor);
  const threadId = await ctx.db.$transaction((tx) => open(tx, { workspaceId, author, ...thread }));
  announce(ctx.db, workspaceId, [`plan:${thread.planId}`]);
  return { threadId };
}

type Opening = z.output<typeof OpenThreadInput> & { workspaceId: string; author: Author };

async function open(tx: Tx, opening: Opening): Promise<Id> {
  const { workspaceId, planId, stepId, text, blocks, key, author } = opening;
  await lockPlan(tx, { workspaceId, planId });
  const earlier = await tx.comment.findUnique({
    where: { workspaceId_planId_key: { workspaceId, planId, key } },
    select: { threadId: true },
  });
  if (earlier) return earlier.threadId;
  const plan = await tx.plan.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draft: true },
  });
  const step = PlanGraph.parse(plan.draft).steps.find(({ id }) => id === stepId);
  if (!step) {
    throw new DomainError(
      "conflict",
      "The step is not in the plan, or not saved yet. Look at it again, then repeat this.",
    );
  }
  const open = await tx.commentThread.count({ where: { workspaceId, planId, status: "open" } });
  if (open >= MOST_THREADS) {
    throw new DomainError("limit", `A plan has at most ${MOST_THREADS} open comments. Resolve some first.`);
  }
  const thread = await tx.commentThread.create({
    data: { workspaceId, planId, id: newId(), stepId, stepTitle: step.title, blocks },
  });
  const comment = await tx.comment.create({
    data: { workspaceId, planId, threadId: thread.id, id: newId(), key, text, author },
  });
  await tellThread(tx, thread, { comments: [comment] });
  return thread.id;
}
