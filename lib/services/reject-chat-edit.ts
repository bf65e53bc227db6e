import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { lockMessage, settleMessage } from "./chat/message-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";

export const RejectChatEditInput = z.object({ planId: z.string(), messageId: z.string() });

/**
 * Turns down what the planner proposes, or stops it while it still reads; the plan stays as it is. Rejecting twice changes nothing.
 * @throws DomainError `not_found`; `conflict` when it has been accepted
 */
export async function rejectChatEdit({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RejectChatEditInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const key = { workspaceId, ...parseInput(RejectChatEditInput, input) };
  const changed = await ctx.db.$transaction(async (tx) => {
    const { status } = await lockMessage(tx, key);
    if (status === "accepted") {
      throw new DomainError("conflict", "This has already been accepted. Undo it in the plan instead.");
    }
    if (status !== "proposed" && status !== "working") return false;
    await settleMessage(tx, key, { status: "rejected", by: authorOf(ctx.actor) });
    return true;
  });
  if (changed) announce(ctx.db, workspaceId, [`plan:${key.planId}`]);
}
