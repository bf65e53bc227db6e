import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { ChatChange, chatPatchKey, MOST_CHANGES } from "#lib/domain/chat.ts";
import { chooseChanges } from "#lib/domain/choose-changes.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { PlanGraph, type Author } from "#lib/domain/plan.ts";
import { announce } from "#lib/events/announce.ts";
import { lockEditablePlan, lockMessage, settleMessage, type MessageKey } from "./chat/message-rows.ts";
import { rebaseChoice } from "./chat/rebase-choice.ts";
import { answerThread } from "./comments/answer-thread.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { appendPatch } from "./plans/append-patch.ts";
import { authorOf } from "./plans/author-of.ts";

/** `chosen`: places of the changes to accept, which bring along those that they need; null: all. */
export const AcceptChatEditInput = z.object({
  planId: z.string(),
  messageId: z.string(),
  chosen: z
    .array(z.number().int().min(0))
    .min(1, "Choose at least one change, or reject the proposal.")
    .max(MOST_CHANGES)
    .nullable(),
});

/** `refusal`: why it was not accepted, or null. */
type Outcome = { accepted: number[]; changed: boolean; refusal: string | null };

/**
 * Accepts what the planner proposes, whole or in part: one patch on the plan's draft. When the draft has moved on since, it is merged
 * with that step by step; where both changed the same the proposal becomes void instead. Accepting twice changes nothing.
 * @returns the places of the changes that were accepted, those that the chosen ones needed among them
 * @throws DomainError `not_found`; `invalid` at ["chosen"]; `conflict` when it is not (or no longer) acceptable, saying why
 */
export async function acceptChatEdit({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AcceptChatEditInput>;
}): Promise<{ accepted: number[] }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { chosen, ...ids } = parseInput(AcceptChatEditInput, input);
  const key = { workspaceId, ...ids };
  const author = authorOf(ctx.actor);
  const outcome = await ctx.db.$transaction((tx) => accept(tx, key, chosen, author));
  if (outcome.changed) announce(ctx.db, workspaceId, [`plan:${key.planId}`]);
  // Thrown after the commit, so that a proposal that became void stays so.
  if (outcome.refusal !== null) throw new DomainError("conflict", outcome.refusal);
  return { accepted: outcome.accepted };
}

async function accept(
  tx: Tx,
  key: MessageKey,
  chosen: readonly number[] | null,
  author: Author,
): Promise<Outcome> {
  const { row, status } = await lockMessage(tx, key);
  if (status === "accepted") {
    return { accepted: z.array(z.number()).parse(row.accepted), changed: false, refusal: null };
  }
  if (status !== "proposed") return { accepted: [], changed: false, refusal: NOT_OPEN[status] };
  await lockEditablePlan(tx, key);
  const changes = z.array(ChatChange).parse(row.changes);
  const base = PlanGraph.parse(row.base);
  const wanted = chosen ?? [...changes.keys()];
  if (wanted.some((at) => at >= changes.length)) {
    const message = "The proposal has no such change. Look at it again.";
    throw new DomainError("invalid", message, { issues: [{ path: ["chosen"], message }] });
  }
  const choice = chooseChanges(base, changes, wanted);
  const accepted = choice.ok ? choice.chosen : [];
  let unfit: string | null = choice.ok ? null : choice.message;
  if (choice.ok) {
    await appendPatch(tx, key, {
      key: chatPatchKey(key.messageId),
      author,
      make: (draft) => {
        const rebased = rebaseChoice(base, draft, choice);
        if ("unfit" in rebased) unfit = rebased.unfit;
        return "unfit" in rebased ? [] : rebased.patch;
      },
    });
  }
  if (unfit !== null) {
    await settleMessage(tx, key, { status: "void", outcome: unfit, by: null });
    return { accepted: [], changed: true, refusal: unfit };
  }
  await settleMessage(tx, key, { status: "accepted", accepted, by: author });
  if (row.threadId !== null) {
    const words = accepted.flatMap((at) => changes[at]?.words ?? []);
    await answerThread(tx, { ...key, threadId: row.threadId }, { messageId: key.messageId, words, author });
  }
  return { accepted, changed: true, refusal: null };
}

const NOT_OPEN = {
  working: "The planner still reads this message. Wait for its proposal.",
  rejected: "This proposal has been rejected, so it cannot be accepted. Send the message again.",
  void: "This proposal no longer holds, so it cannot be accepted. Send the message again.",
  answered: "This message proposes nothing that could be accepted.",
  failed: "This message proposes nothing that could be accepted.",
} as const;
