import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import { MOST_MESSAGE_CHARACTERS } from "#lib/domain/needed-changes.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id, newId } from "#lib/domain/ids.ts";
import type { Author } from "#lib/domain/plan.ts";
import { line } from "#lib/domain/text.ts";
import { announce } from "#lib/events/announce.ts";
import { lockEditablePlan, tellMessages } from "./chat/message-rows.ts";
import { lockThread } from "./comments/thread-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { CHAT_JOB } from "./record-chat-edit.ts";

/**
 * `key`: the sender's own name for the message, under which it is sent once however often it arrives. `threadId`: the comments that it
 * is about; accepting what the planner answers resolves them.
 */
export const SendChatMessageInput = z.object({
  planId: z.string(),
  text: line("The message", MOST_MESSAGE_CHARACTERS),
  key: line("The key", 100),
  threadId: Id.nullable().default(null),
});

/** How many messages of one plan may wait for an answer at once. */
const MOST_WAITING = 5;

type Sent = { messageId: Id; answerId: Id };

/**
 * Says something to the planner about a plan: what is to change, in the words of the person. The answer comes as an event; nothing
 * changes before a person accepts it.
 * @returns the ids of the message and of the answer in the making
 * @throws DomainError `not_found`; `invalid` by field; `conflict` while the planner is at work on the plan; `limit` when too many
 * messages wait for an answer
 */
export async function sendChatMessage({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SendChatMessageInput>;
}): Promise<Sent> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, text, key, threadId } = parseInput(SendChatMessageInput, input);
  checkPlanId(planId);
  const author = authorOf(ctx.actor);
  const sent = await ctx.db.$transaction(async (tx) => {
    await lockEditablePlan(tx, { workspaceId, planId });
    const earlier = await findSent(tx, { workspaceId, planId, key });
    return earlier ?? (await write(tx, { workspaceId, planId, text, key, threadId, author }));
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return sent;
}

type Key = { workspaceId: string; planId: string; key: string };

async function findSent(tx: Tx, { workspaceId, planId, key }: Key): Promise<Sent | null> {
  const message = await tx.chatMessage.findUnique({
    where: { workspaceId_planId_key: { workspaceId, planId, key } },
    select: { id: true },
  });
  if (!message) return null;
  const answer = await tx.chatMessage.findFirst({
    where: { workspaceId, planId, answers: message.id },
    select: { id: true },
  });
  if (!answer) throw noPlan();
  return { messageId: message.id, answerId: answer.id };
}

type Message = { text: string; threadId: Id | null; author: Author };

async function write(tx: Tx, { workspaceId, planId, text, key, threadId, author }: Key & Message) {
  const waiting = await tx.chatMessage.count({ where: { workspaceId, planId, status: "working" } });
  if (waiting >= MOST_WAITING) {
    throw new DomainError("limit", "Several messages still wait for an answer. Wait for those first.");
  }
  if (threadId !== null) await lockThread(tx, { workspaceId, planId, threadId });
  const now = Date.now();
  // Ids sort by age: the answer follows its message.
  const [messageId, answerId] = [newId(now), newId(now + 1)];
  const createdBy = author.kind === "person" ? author.userId : author.name;
  const common = { workspaceId, planId, author, createdBy };
  const message = await tx.chatMessage.create({
    data: { ...common, id: messageId, role: "person", text, status: "sent", key },
  });
  const answer = await tx.chatMessage.create({
    data: {
      ...common,
      id: answerId,
      role: "planner",
      text: "",
      status: "working",
      answers: messageId,
      threadId,
    },
  });
  await enqueue(
    tx,
    "propose-chat-edit",
    { workspaceId, planId, messageId: answerId },
    { key: `propose-chat-edit:${answerId}`, maxAttempts: CHAT_JOB.maxAttempts },
  );
  await tellMessages(tx, { workspaceId, planId }, [message, answer]);
  return { messageId, answerId };
}
