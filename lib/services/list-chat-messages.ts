import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { ChatView } from "#lib/domain/chat.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { lastSeq } from "#lib/events/read.ts";
import { messageView, SHOWN } from "./chat/message-view.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";

/** `before`: the id of the oldest message that the reader has; none for the latest. */
export const ListChatMessagesInput = z.object({ planId: z.string(), before: Id.nullish() });

const PAGE = 50;

/**
 * A page of a plan's conversation with the planner, oldest message first, and where the plan's stream of events stands, all of one
 * moment.
 * @throws DomainError `not_found`
 */
export async function listChatMessages({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListChatMessagesInput>;
}): Promise<ChatView> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId, before } = parseInput(ListChatMessagesInput, input);
  checkPlanId(planId);
  return ctx.db.$transaction(
    async (tx) => {
      if ((await tx.plan.count({ where: { workspaceId, id: planId } })) === 0) throw noPlan();
      const rows = await tx.chatMessage.findMany({
        where: { workspaceId, planId, ...(before && { id: { lt: before } }) },
        orderBy: { id: "desc" },
        take: PAGE + 1,
        select: SHOWN,
      });
      const seq = await lastSeq(tx, workspaceId, `plan:${planId}`);
      return {
        messages: rows.slice(0, PAGE).map(messageView).toReversed(),
        earlier: rows.length > PAGE,
        seq,
      };
    },
    { isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead },
  );
}
