import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { Prisma, type ChatMessage as Row } from "#lib/db/generated/client.ts";
import { ChatStatus } from "#lib/domain/chat.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { Author } from "#lib/domain/plan.ts";
import { appendEvents } from "#lib/events/append.ts";
import { lockPlan } from "../plans/lock-plan.ts";
import { messageView, SHOWN } from "./message-view.ts";

export type MessageKey = { workspaceId: string; planId: string; messageId: string };

/**
 * Locks a planner's message, so that of two decisions about it the second sees the first. Its row is locked before the plan's.
 * @throws DomainError `not_found`, also for a person's message
 */
export async function lockMessage(tx: Tx, key: MessageKey): Promise<{ row: Row; status: ChatStatus }> {
  const { workspaceId, planId, messageId } = key;
  const locked =
    Id.safeParse(planId).success && Id.safeParse(messageId).success
      ? await tx.$queryRaw`
          select id from chat_messages
          where workspace_id = ${workspaceId} and plan_id = ${planId} and id = ${messageId} and role = 'planner'
          for update`
      : [];
  if (z.array(z.unknown()).parse(locked).length === 0) {
    throw new DomainError("not_found", "There is no such proposal for this plan.");
  }
  const row = await tx.chatMessage.findUniqueOrThrow({ where: whereOf(key) });
  return { row, status: ChatStatus.parse(row.status) };
}

/** Writes what becomes of a message whose row is locked, and tells of it. A decided one no longer keeps the plan it was made for. */
export async function settleMessage(
  tx: Tx,
  key: MessageKey,
  changes: { status: ChatStatus; outcome?: string | null; accepted?: number[]; by: Author | null },
): Promise<void> {
  const { by, ...data } = changes;
  const row = await tx.chatMessage.update({
    where: whereOf(key),
    data: { ...data, base: Prisma.DbNull, decidedBy: by ?? Prisma.DbNull, decidedAt: new Date() },
    select: SHOWN,
  });
  await tellMessages(tx, key, [row]);
}

/** Tells a plan's readers of messages, inside the transaction that changed them. */
export async function tellMessages(
  tx: Tx,
  { workspaceId, planId }: Omit<MessageKey, "messageId">,
  rows: readonly Parameters<typeof messageView>[0][],
): Promise<void> {
  const bodies = rows.map((row) => ({ type: "chat.changed" as const, message: messageView(row) }));
  await appendEvents(tx, { workspaceId, topic: `plan:${planId}`, bodies });
}

/**
 * The plan's status, its row locked for as long as the transaction lasts.
 * @throws DomainError `not_found`; `conflict` while the planner is at work on the plan
 */
export async function lockEditablePlan(
  tx: Tx,
  { workspaceId, planId }: Omit<MessageKey, "messageId">,
): Promise<void> {
  const status = await lockPlan(tx, { workspaceId, planId });
  if (status === "planning" || status === "choosing" || status === "clarifying") {
    throw new DomainError("conflict", "The planner is still at work on this plan. Ask when it has finished.");
  }
}

function whereOf({ workspaceId, planId, messageId }: MessageKey): Prisma.ChatMessageWhereUniqueInput {
  return { workspaceId_planId_id: { workspaceId, planId, id: messageId } };
}
