import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import { CandidateStyle } from "#lib/domain/candidate.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { type Id, newId } from "#lib/domain/ids.ts";
import { PlanGraph, type Author } from "#lib/domain/plan.ts";
import { announce } from "#lib/events/announce.ts";
import { readSet, tellCandidates } from "./candidates/candidate-rows.ts";
import { lockEditablePlan } from "./chat/message-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { checkPlanId } from "./plans/plan-keys.ts";
import { CANDIDATES_JOB } from "./record-candidates.ts";

/** `builtIn`: by the built-in planner, though there may be a model. */
export const RequestCandidatesInput = z.object({
  planId: z.string(),
  styles: z
    .array(CandidateStyle)
    .min(2, "Choose at least two to compare.")
    .refine((styles) => new Set(styles).size === styles.length, "A style is named twice.")
    .default([...CandidateStyle.options]),
  builtIn: z.boolean().default(false),
});

/**
 * Asks for other plans for a plan's goal, to compare with it. They come as events and change nothing before one is taken. The candidates
 * of an earlier request go; while those are still being made, asking again changes nothing.
 * @returns the id of the set that is being made
 * @throws DomainError `not_found`; `invalid` by field; `conflict` while the planner is at work on the plan
 */
export async function requestCandidates({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RequestCandidatesInput>;
}): Promise<{ setId: Id }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const wish = parseInput(RequestCandidatesInput, input);
  const { planId } = wish;
  checkPlanId(planId);
  const setId = await ctx.db.$transaction(async (tx) => {
    await lockEditablePlan(tx, { workspaceId, planId });
    const set = await readSet(tx, { workspaceId, planId });
    if (set?.status === "working") return set.id;
    return begin(tx, { workspaceId, ...wish, author: authorOf(ctx.actor) });
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return { setId };
}

type Wish = z.output<typeof RequestCandidatesInput> & { workspaceId: string; author: Author };

async function begin(tx: Tx, { workspaceId, planId, styles, builtIn, author }: Wish): Promise<Id> {
  const setId = newId();
  await tx.candidateSet.deleteMany({ where: { workspaceId, planId } });
  const plan = await tx.plan.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draft: true, draftRev: true },
  });
  const base = PlanGraph.parse(plan.draft);
  await tx.candidateSet.create({
    data: {
      workspaceId,
      planId,
      id: setId,
      status: "working",
      base,
      baseRev: plan.draftRev,
      builtIn,
      author,
    },
  });
  await tx.planCandidate.createMany({
    data: styles.map((style) => ({ workspaceId, planId, style, id: newId(), setId, status: "planning" })),
  });
  await enqueue(
    tx,
    "plan-candidates",
    { workspaceId, planId, setId },
    { key: `plan-candidates:${setId}`, maxAttempts: CANDIDATES_JOB.maxAttempts },
  );
  await tellCandidates(tx, { workspaceId, planId });
  return setId;
}
