import { beforeEach, expect, test, vi } from "vitest";
import type { CommentsView } from "#lib/domain/comment.ts";
import { newId } from "#lib/domain/ids.ts";
import { applyCommentEvent } from "#lib/domain/reduce-events.ts";
import { readEvents } from "#lib/events/read.ts";
import { LEDGER_TRANSACTION } from "#lib/ledger/transaction.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { codeOf, searchStep } from "#lib/testing/drive-run.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { acceptChatEdit } from "./accept-chat-edit.ts";
import { addComment } from "./add-comment.ts";
import { changeThread } from "./change-thread.ts";
import { deleteComment } from "./delete-comment.ts";
import { editComment } from "./edit-comment.ts";
import { listComments } from "./list-comments.ts";
import { openThread } from "./open-thread.ts";
import { lockPlan } from "./plans/lock-plan.ts";
import { savePatches } from "./save-patches.ts";
import { sendChatMessage } from "./send-chat-message.ts";
import { startRun } from "./start-run.ts";

const { prisma } = await testDb();
const graph = testGraph([searchStep("a", { title: "Step a" }), searchStep("b")], ["a>b"]);
let member: Awaited<ReturnType<typeof newMember>>;
let planId: string;

beforeEach(async () => {
  member = await newMember(prisma);
  planId = await newPlan(prisma, member, { graph });
});

const open = async (parts: { stepId?: string; blocks?: boolean; key?: string; text?: string } = {}) => {
  const input = { planId, stepId: "a", text: "Why this?", blocks: false, key: newId(), ...parts };
  return (await openThread({ ctx: member.ctx, input })).threadId;
};
const list = (): Promise<CommentsView> => listComments({ ctx: member.ctx, input: { planId } });
const reply = (threadId: string, text: string, key: string = newId()) =>
  addComment({ ctx: member.ctx, input: { planId, threadId, text, key } });
const change = (threadId: string, changes: { status?: "open" | "resolved"; blocks?: boolean }) =>
  changeThread({ ctx: member.ctx, input: { planId, threadId, ...changes } });
const start = (rev = 0) => startRun({ ctx: member.ctx, input: { planId, rev, idempotencyKey: newId() } });

test("a thread holds what is said about a step, in order, and is added once under one key", async () => {
  const key = newId();
  const [one, other] = await Promise.all([open({ key }), open({ key })]);
  expect(one).toBe(other);
  const again = newId();
  await Promise.all([reply(one, "Because.", again), reply(one, "Because.", again)]);
  const { threads } = await list();
  expect(threads).toMatchObject([
    {
      id: one,
      stepId: "a",
      stepTitle: "Step a",
      status: "open",
      comments: [
        { text: "Why this?", author: { name: member.ctx.actor.name } },
        { text: "Because.", editedAt: null },
      ],
    },
  ]);
});

test("only who wrote a comment edits or deletes it; with its last comment a thread goes", async () => {
  const threadId = await open();
  await reply(threadId, "Second");
  const [first, second] = (await list()).threads[0]?.comments ?? [];
  if (!first || !second) throw new Error("The comments are not there.");
  const other = { ctx: { ...member.ctx, actor: { ...member.ctx.actor, userId: newId(), name: "Bo" } } };
  const input = { planId, threadId, commentId: first.id };
  await expect(editComment({ ctx: other.ctx, input: { ...input, text: "No" } })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(deleteComment({ ctx: other.ctx, input })).rejects.toMatchObject({ code: "forbidden" });
  await editComment({ ctx: member.ctx, input: { ...input, text: "Why that?" } });
  await deleteComment({ ctx: member.ctx, input: { ...input, commentId: second.id } });
  expect((await list()).threads[0]?.comments).toMatchObject([{ text: "Why that?" }]);
  expect((await list()).threads[0]?.comments[0]?.editedAt).not.toBeNull();
  await deleteComment({ ctx: member.ctx, input });
  expect((await list()).threads).toEqual([]);
});

test("an open comment that blocks keeps the plan from being run until it is resolved or blocks no more", async () => {
  const threadId = await open({ blocks: true });
  await expect(start()).rejects.toMatchObject({
    code: "conflict",
    issues: [{ path: ["steps", "a"], message: "A comment on “Step a” must be resolved first." }],
  });
  expect(await prisma.run.count({ where: { planId } })).toBe(0);
  expect(await prisma.planVersion.count({ where: { planId } })).toBe(0);
  await change(threadId, { status: "resolved" });
  await start();
  await change(threadId, { status: "open" });
  await expect(start()).rejects.toMatchObject({ code: "conflict" });
  await change(threadId, { blocks: false });
  await start();
});

test("a comment on a step that is gone blocks nothing, and does again when the step comes back", async () => {
  await open({ stepId: "b", blocks: true });
  const [step] = graph.steps.filter(({ id }) => id === "b");
  if (!step) throw new Error("There is no step b.");
  const patches = [{ key: newId(), patch: [{ op: "remove" as const, stepId: "b", bridge: false }] }];
  await savePatches({ ctx: member.ctx, input: { planId, baseRev: 0, patches } });
  await start(1);
  const back = { op: "add" as const, step, after: "a", dependencies: [{ from: "a", to: "b" }] };
  await savePatches({
    ctx: member.ctx,
    input: { planId, baseRev: 1, patches: [{ key: newId(), patch: [back] }] },
  });
  await expect(start(2)).rejects.toMatchObject({ code: "conflict" });
});

test.each([
  ["a first run", 0],
  ["another run of a version that is there already", 1],
])("%s that starts while a comment that blocks is being opened sees it", async (_, earlier) => {
  if (earlier > 0) await start();
  const key = { workspaceId: member.workspaceId, planId };
  const started = await prisma.$transaction(async (tx) => {
    await lockPlan(tx, key);
    const run = codeOf(start());
    await vi.waitFor(async () => expect(await waiting()).toBeGreaterThan(0), { timeout: 20_000 });
    const thread = { ...key, id: newId(), stepId: "a", stepTitle: "a", blocks: true };
    await tx.commentThread.create({ data: thread });
    return { run };
  }, LEDGER_TRANSACTION);
  expect(await started.run).toBe("conflict");
  expect(await prisma.run.count({ where: { planId } })).toBe(earlier);
});

/** How many sessions of this database wait for a row that another has locked. */
async function waiting(): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and (query ilike '%update plans%' or query ilike '%from plans%')`;
  return row?.count ?? 0;
}

test("a change that the planner proposes for a comment resolves it when it is accepted", async () => {
  const threadId = await open({ text: "Needs a legal check" });
  const sent = await sendChatMessage({
    ctx: member.ctx,
    input: { planId, text: "rename Step a to Legal check", key: newId(), threadId },
  });
  const where = { workspaceId_planId_id: { workspaceId: member.workspaceId, planId, id: sent.answerId } };
  expect(await prisma.chatMessage.findUnique({ where })).toMatchObject({ threadId, status: "working" });
  const operations = [{ op: "update", stepId: "a", changes: { title: "Legal check" } }];
  const proposed = {
    words: "Rename “Step a” to “Legal check”",
    also: [],
    quote: null,
    operations,
    needs: [],
  };
  await prisma.chatMessage.update({
    where,
    data: { status: "proposed", base: graph, baseRev: 0, changes: [proposed] },
  });
  const input = { planId, messageId: sent.answerId, chosen: null };
  await acceptChatEdit({ ctx: member.ctx, input });
  await acceptChatEdit({ ctx: member.ctx, input });
  expect((await list()).threads).toMatchObject([
    {
      status: "resolved",
      resolvedBy: member.ctx.actor.name,
      comments: [
        { text: "Needs a legal check" },
        { text: "Changed the plan: Rename “Step a” to “Legal check”." },
      ],
    },
  ]);
});

test("readers are told of everything, and come to the same as who reads anew", async () => {
  const before = await list();
  const threadId = await open();
  await reply(threadId, "Second");
  const gone = await open({ stepId: "b", text: "Gone soon" });
  await change(threadId, { status: "resolved", blocks: true });
  const [only] = (await list()).threads.find(({ id }) => id === gone)?.comments ?? [];
  await deleteComment({ ctx: member.ctx, input: { planId, threadId: gone, commentId: only?.id ?? "" } });
  const events = await readEvents(prisma, member.workspaceId, { [`plan:${planId}`]: before.seq });
  let view = before;
  for (const event of events) {
    const next = applyCommentEvent(view, event);
    if (next === "gap") throw new Error("The events do not fit together.");
    view = next;
  }
  expect(view).toEqual(await list());
});

test("refuses an empty comment, an unknown step and a thread of another plan", async () => {
  await expect(open({ text: "  " })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: ["text"], message: "The comment is empty." }],
  });
  await expect(open({ stepId: "z" })).rejects.toMatchObject({ code: "conflict" });
  const threadId = await open();
  planId = await newPlan(prisma, member, { graph });
  await expect(reply(threadId, "Here?")).rejects.toMatchObject({ code: "not_found" });
});
