import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { CommentsView } from "#lib/domain/comment.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { lastSeq } from "#lib/events/read.ts";
import { commentView, threadHead } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";

export const ListCommentsInput = z.object({ planId: z.string() });

/** How many resolved threads come with the open ones. */
const LATEST_RESOLVED = 100;

/**
 * A plan's threads of comments, oldest first, all open ones and the latest resolved ones, and where the plan's stream of events stands,
 * all of one moment.
 * @throws DomainError `not_found`
 */
export async function listComments({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListCommentsInput>;
}): Promise<CommentsView> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId } = parseInput(ListCommentsInput, input);
  checkPlanId(planId);
  return ctx.db.$transaction(
    async (tx) => {
      if ((await tx.plan.count({ where: { workspaceId, id: planId } })) === 0) throw noPlan();
      const include = { comments: { orderBy: { id: "asc" } } } as const;
      const where = { workspaceId, planId };
      const open = await tx.commentThread.findMany({ where: { ...where, status: "open" }, include });
      const resolved = await tx.commentThread.findMany({
        where: { ...where, status: "resolved" },
        orderBy: { id: "desc" },
        take: LATEST_RESOLVED,
        include,
      });
      const threads = [...open, ...resolved]
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ comments, ...thread }) => ({ ...threadHead(thread), comments: comments.map(commentView) }));
      return { threads, seq: await lastSeq(tx, workspaceId, `plan:${planId}`) };
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead },
  );
}
