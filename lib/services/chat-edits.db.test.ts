import { beforeEach, describe, expect, test } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import type { ChatMessage, PlannerMessage } from "#lib/domain/chat.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PatchOperation, PlanPatch } from "#lib/domain/patch.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { applyChatEvent } from "#lib/domain/reduce-events.ts";
import { readEvents } from "#lib/events/read.ts";
import { CHAT_FAILED, proposeChatEditJob } from "#lib/jobs/propose-chat-edit.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { acceptChatEdit } from "./accept-chat-edit.ts";
import { getPlan } from "./get-plan.ts";
import { listChatMessages } from "./list-chat-messages.ts";
import { recordChatEdit } from "./record-chat-edit.ts";
import { rejectChatEdit } from "./reject-chat-edit.ts";
import { savePatches } from "./save-patches.ts";
import { sendChatMessage } from "./send-chat-message.ts";

const { prisma, pool } = await testDb();
const deps = { db: prisma, pool, log: createLogger("test") };
const titled = (id: string, title: string) => makeStep(id, { title });
const start: PlanGraph = {
  ...makeGraph(
    ["research", "copy", "podcast", "launch"],
    ["research>copy", "copy>podcast", "podcast>launch"],
  ),
  steps: [
    titled("research", "Research the market"),
    titled("copy", "Draft the copy"),
    titled("podcast", "Record the podcast"),
    titled("launch", "Launch"),
  ],
};
let member: Awaited<ReturnType<typeof newMember>>;
let planId: string;

beforeEach(async () => {
  member = await newMember(prisma);
  planId = await newPlan(prisma, member, { graph: start });
});

async function colleague(name: string, role: "editor" | "viewer" | "approver" = "editor") {
  const userId = newId();
  await prisma.user.create({
    data: { id: userId, email: `${userId}@example.com`, name, passwordHash: "none" },
  });
  await prisma.member.create({ data: { workspaceId: member.workspaceId, userId, role } });
  return { db: prisma, actor: { ...member.ctx.actor, kind: "user" as const, userId, role, name } };
}

const send = (text: string, ctx: typeof member.ctx = member.ctx, key = newId()) =>
  sendChatMessage({ ctx, input: { planId, text, key } });
const answer = (messageId: string, attempts = 1, models?: () => Promise<null>) =>
  proposeChatEditJob(
    { ...deps, ...(models && { models }) },
    { workspaceId: member.workspaceId, planId, messageId },
    { job: { id: "1", attempts } },
  );
const accept = (messageId: string, chosen: number[] | null = null, ctx = member.ctx) =>
  acceptChatEdit({ ctx, input: { planId, messageId, chosen } });
const reject = (messageId: string, ctx = member.ctx) => rejectChatEdit({ ctx, input: { planId, messageId } });

/** Sends a message, lets the job answer it, and gives the answer's id. */
async function ask(text: string, ctx = member.ctx): Promise<string> {
  const { answerId } = await send(text, ctx);
  await answer(answerId);
  return answerId;
}

const view = () => listChatMessages({ ctx: member.ctx, input: { planId } });
async function read(messageId: string): Promise<PlannerMessage> {
  const found = (await view()).messages.find(({ id }) => id === messageId);
  if (found?.role !== "planner") throw new Error("There is no such answer.");
  return found;
}
const plan = () => getPlan({ ctx: member.ctx, input: { planId } });
const ids = async () => (await plan()).graph.steps.map((step) => step.id);
const edit = async (...patch: PatchOperation[]) =>
  savePatches({
    ctx: member.ctx,
    input: { planId, baseRev: (await plan()).rev, patches: [{ key: newId(), patch: patch as PlanPatch }] },
  });
const rename = (stepId: string, title: string): PatchOperation => ({
  op: "update",
  stepId,
  changes: { title },
});
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );

describe("a message", () => {
  test("becomes a proposal, which changes nothing until it is accepted, then is one patch", async () => {
    const id = await ask("add competitor analysis before the copy, and drop the podcast");
    expect(await read(id)).toMatchObject({
      status: "proposed",
      answeredBy: "Built-in grammar",
      changes: [{ needs: [] }, { words: "Remove “Record the podcast”" }],
    });
    expect((await plan()).graph).toEqual(start);
    expect(await accept(id)).toEqual({ accepted: [0, 1] });
    const { graph, rev } = await plan();
    expect(rev).toBe(1);
    expect(graph.steps.map(({ title }) => title)).toEqual([
      "Research the market",
      "Competitor analysis",
      "Draft the copy",
      "Launch",
    ]);
    const rows = await prisma.draftPatch.findMany({ where: { planId } });
    expect(rows).toMatchObject([{ key: `chat:${id}`, author: { kind: "person", name: "Ada" } }]);
    expect(await read(id)).toMatchObject({ status: "accepted", accepted: [0, 1], decidedBy: "Ada" });
  });

  test("that is not understood says so and changes nothing", async () => {
    const id = await ask("drop the podcast and make it sing");
    expect(await read(id)).toMatchObject({ status: "answered", changes: [] });
    expect((await read(id)).text).toContain("Nothing was changed");
    expect(await code(accept(id))).toBe("conflict");
    expect((await plan()).rev).toBe(0);
  });

  test("is answered once, however often the job runs, and sent once under its key", async () => {
    const key = newId();
    const [one, two] = [
      await send("drop the podcast", member.ctx, key),
      await send("drop the podcast", member.ctx, key),
    ];
    expect(two).toEqual(one);
    await answer(one.answerId);
    const first = await read(one.answerId);
    await answer(one.answerId);
    expect(await read(one.answerId)).toEqual(first);
    const at = await Promise.all(Array.from({ length: 5 }, () => send("drop the copy", member.ctx, "same")));
    expect(new Set(at.map(({ answerId }) => answerId)).size).toBe(1);
    expect((await view()).messages).toHaveLength(4);
  });

  test("is read by those who may, page by page", async () => {
    for (let i = 0; i < 30; i++) await reject((await send(`drop step ${i}`)).answerId);
    const latest = await view();
    expect([latest.messages.length, latest.earlier]).toEqual([50, true]);
    const before = latest.messages[0]?.id;
    const { messages, earlier } = await listChatMessages({ ctx: member.ctx, input: { planId, before } });
    expect([messages.length, earlier]).toEqual([10, false]);
    expect(messages[0]).toMatchObject({ role: "person", text: "drop step 0", author: { name: "Ada" } });
    const viewer = await colleague("Vera", "viewer");
    expect((await listChatMessages({ ctx: viewer, input: { planId } })).messages).toHaveLength(50);
  });

  test.each<[string, string]>([
    ["nothing", "  \n "],
    ["too much", "x".repeat(2_001)],
    ["NUL", "drop \u0000"],
    ["half a character", "drop \ud800"],
  ])("of %s is refused at its field", async (_, text) => {
    await expect(send(text)).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["text"] }] });
    expect((await view()).messages).toEqual([]);
  });

  test("waits until the planner has made the plan, and behind at most five others", async () => {
    await prisma.plan.updateMany({ where: { id: planId }, data: { status: "choosing" } });
    expect(await code(send("drop the podcast"))).toBe("conflict");
    await prisma.plan.updateMany({ where: { id: planId }, data: { status: "draft" } });
    for (let i = 0; i < 5; i++) await send("drop the podcast");
    expect(await code(send("drop the podcast"))).toBe("limit");
  });

  test("that nobody could answer says that, at the last try", async () => {
    const { answerId } = await send("drop the podcast");
    const broken = () => Promise.reject(new Error("no models today"));
    await expect(answer(answerId, 1, broken)).rejects.toThrow("no models today");
    expect(await read(answerId)).toMatchObject({ status: "working" });
    await answer(answerId, 4, broken);
    expect(await read(answerId)).toMatchObject({ status: "failed", text: CHAT_FAILED, answeredBy: null });
  });

  test("whose plan is gone, or which never was, is no failure of the job", async () => {
    await expect(answer(newId())).resolves.toBeUndefined();
    const input = { planId: newId(), messageId: newId() };
    const means = { models: null, signal: new AbortController().signal };
    const { workspaceId } = member;
    const ctx = { db: prisma, actor: { kind: "system" as const, workspaceId } };
    expect(await code(recordChatEdit({ ctx, input, means }))).toBe("not_found");
  });
});

describe("a proposal", () => {
  test("can be accepted in part; what a part needs comes along", async () => {
    const id = await ask(
      "drop the podcast; add a legal check after research; let launch wait for the legal check",
    );
    expect(await accept(id, [2])).toEqual({ accepted: [1, 2] });
    const { graph } = await plan();
    const check = graph.steps.find(({ title }) => title === "Legal check")?.id ?? "";
    expect(graph.steps).toHaveLength(5);
    expect(graph.dependencies).toContainEqual({ from: check, to: "launch" });
    expect(graph.steps.filter((step) => step.id !== check)).toEqual(start.steps);
    expect(await read(id)).toMatchObject({ status: "accepted", accepted: [1, 2] });
  });

  test.each<[string, unknown, string]>([
    ["none chosen", [], "invalid"],
    ["one that is not there", [1], "invalid"],
    ["a negative place", [-1], "invalid"],
    ["no places", ["all"], "invalid"],
  ])("%s: refused, and still open", async (_, chosen, expected) => {
    const id = await ask("drop the podcast");
    expect(await code(accept(id, chosen as number[]))).toBe(expected);
    expect(await read(id)).toMatchObject({ status: "proposed" });
    expect((await plan()).rev).toBe(0);
  });

  test("accepted by many at once is accepted once; again changes nothing", async () => {
    const id = await ask("drop the podcast and drop the copy");
    const other = await colleague("Ben");
    const answers = await Promise.all([
      accept(id, [0]),
      accept(id, [0], other),
      accept(id, [0]),
      accept(id, [0], other),
    ]);
    expect(answers).toEqual(answers.map(() => ({ accepted: [0] })));
    // Others chose otherwise, too late.
    expect(await accept(id, [1])).toEqual({ accepted: [0] });
    expect([(await plan()).rev, await ids()]).toEqual([1, ["research", "copy", "launch"]]);
  });

  test("accepted and rejected at once ends one way, and the plan agrees", async () => {
    for (let round = 0; round < 4; round++) {
      const id = await ask(`rename launch to Launch ${round}`);
      const before = (await plan()).rev;
      const outcomes = await Promise.all([code(accept(id)), code(reject(id))]);
      const { status } = await read(id);
      expect((await plan()).rev - before).toBe(status === "accepted" ? 1 : 0);
      expect(outcomes).toEqual(status === "accepted" ? ["ok", "conflict"] : ["conflict", "ok"]);
    }
  });

  test("rejected stays rejected, also while it was being read", async () => {
    const id = await ask("drop the podcast");
    await reject(id);
    await reject(id);
    expect(await code(accept(id))).toBe("conflict");
    const { answerId } = await send("drop the copy");
    await reject(answerId);
    await answer(answerId);
    expect(await read(answerId)).toMatchObject({ status: "rejected", changes: [] });
    expect((await plan()).rev).toBe(0);
    const kept = await prisma.chatMessage.findMany({ where: { planId } });
    expect(kept.map(({ base }) => base)).toEqual([null, null, null, null]);
  });

  test("takes the place of an open one by the same person, not of another's", async () => {
    const ben = await colleague("Ben");
    const first = await ask("drop the podcast");
    const bens = await ask("drop the copy", ben);
    const nonsense = await ask("make it sing");
    expect(await read(first)).toMatchObject({ status: "proposed" });
    const second = await ask("rename launch to Go");
    expect(await read(first)).toMatchObject({ status: "void", outcome: "A later proposal took its place." });
    for (const id of [bens, second]) expect(await read(id)).toMatchObject({ status: "proposed" });
    expect(await read(nonsense)).toMatchObject({ status: "answered" });
    expect(await code(accept(first))).toBe("conflict");
  });
});

describe("a proposal for a plan that moved on", () => {
  test("is merged with what changed elsewhere", async () => {
    const id = await ask("add a legal check before launch; drop the podcast");
    await edit(rename("launch", "Go live"), {
      op: "add",
      step: makeStep("party"),
      after: "launch",
      dependencies: [{ from: "launch", to: "party" }],
    });
    await accept(id);
    const { graph, rev } = await plan();
    expect(rev).toBe(2);
    expect(graph.steps.map(({ title }) => title)).toEqual([
      "Research the market",
      "Draft the copy",
      "Legal check",
      "Go live",
      "Step party",
    ]);
  });

  test("is merged within a field when both only added", async () => {
    const compose = makeStep("doc", {
      title: "The document",
      tool: "document.compose",
      args: { sections: { kind: "list", items: [] } },
    });
    await edit({ op: "add", step: compose, after: "launch", dependencies: [{ from: "launch", to: "doc" }] });
    const ben = await colleague("Ben");
    const [one, two] = [
      await ask("add a legal check before launch"),
      await ask("add a tone check after research", ben),
    ];
    await accept(one);
    await accept(two);
    const document = (await plan()).graph.steps.find((step) => step.id === "doc");
    expect(JSON.stringify(document?.args)).toMatch(/Legal check.*Tone check/);
  });

  test.each<[string, string, PatchOperation[]]>([
    ["the step it renames was renamed", "rename the podcast to Talk", [rename("podcast", "Show")]],
    ["the step it removes was edited", "drop the podcast", [rename("podcast", "Show")]],
    [
      "the step it renames is gone",
      "rename the podcast to Talk",
      [{ op: "remove", stepId: "podcast", bridge: true }],
    ],
    [
      "the step it connects to is gone",
      "add a tone check after the podcast",
      [{ op: "remove", stepId: "podcast", bridge: true }],
    ],
    [
      "a dependency now closes a cycle",
      "let research wait for launch",
      [{ op: "connect", from: "research", to: "launch" }],
    ],
  ])("is void with the reason when %s", async (_, text, patch) => {
    const base = text.startsWith("let") ? makeGraph(["research", "launch"]) : start;
    await prisma.plan.updateMany({ where: { id: planId }, data: { draft: base } });
    const id = await ask(text);
    expect(await read(id)).toMatchObject({ status: "proposed" });
    await edit(...patch);
    const { graph } = await plan();
    await expect(accept(id)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("has changed since this was proposed") as string,
    });
    expect(await read(id)).toMatchObject({ status: "void" });
    expect((await read(id)).outcome).toContain("has changed since this was proposed");
    expect((await plan()).graph).toEqual(graph);
    expect(await code(accept(id))).toBe("conflict");
  });

  test("that both sides changed alike is accepted, with nothing left to do", async () => {
    const id = await ask("drop the podcast");
    await edit({ op: "remove", stepId: "podcast", bridge: true });
    await accept(id);
    expect([(await plan()).rev, (await read(id)).status]).toEqual([1, "accepted"]);
  });
});

test("every reader is told of messages, answers and outcomes, without gaps and by events alone", async () => {
  const topic = `plan:${planId}`;
  const empty = await view();
  const id = await ask("drop the podcast");
  await accept(id);
  await reject(await ask("drop the copy"));
  await ask("make it sing");
  const events = await readEvents(prisma, member.workspaceId, { [topic]: 0 });
  let seen: typeof empty | "gap" = empty;
  for (const event of events) if (seen !== "gap") seen = applyChatEvent(seen, event);
  expect(seen).toEqual(await view());
  const outcomes = (messages: ChatMessage[]) =>
    messages.flatMap((one) => (one.role === "planner" ? [one.status] : []));
  expect(seen !== "gap" && outcomes(seen.messages)).toEqual(["accepted", "rejected", "answered"]);
  expect(applyChatEvent(empty, events[1] ?? expect.fail("no event"))).toBe("gap");
});

test("strangers and those who may only look or decide change nothing, and learn nothing", async () => {
  const id = await ask("drop the podcast");
  const stranger = await newMember(prisma);
  for (const ctx of [await colleague("Vera", "viewer"), await colleague("Ann", "approver")]) {
    for (const act of [() => send("x", ctx), () => accept(id, null, ctx), () => reject(id, ctx)]) {
      expect(await code(act())).toBe("forbidden");
    }
  }
  for (const act of [
    () => send("x", stranger.ctx),
    () => accept(id, null, stranger.ctx),
    () => reject(id, stranger.ctx),
    () => listChatMessages({ ctx: stranger.ctx, input: { planId } }),
  ]) {
    expect(await code(act())).toBe("not_found");
  }
  const other = await newPlan(prisma, member, { graph: start });
  expect(
    await code(acceptChatEdit({ ctx: member.ctx, input: { planId: other, messageId: id, chosen: null } })),
  ).toBe("not_found");
  const mine = (await view()).messages.find(({ role }) => role === "person")?.id ?? "";
  expect(await code(accept(mine))).toBe("not_found");
  expect((await read(id)).status).toBe("proposed");
  expect((await plan()).rev).toBe(0);
});
