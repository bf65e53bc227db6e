import { beforeEach, describe, expect, test } from "vitest";
import type { ChatMessage } from "#lib/domain/chat.ts";
import { newId } from "#lib/domain/ids.ts";
import { applyChatEvent } from "#lib/domain/reduce-events.ts";
import { readEvents } from "#lib/events/read.ts";
import { CHAT_FAILED } from "#lib/jobs/propose-chat-edit.ts";
import { code, chatWorld, CHAT_PLAN, type ChatWorld } from "#lib/testing/chat-world.ts";
import { testDb } from "#lib/testing/database.ts";
import { builtInPrompt } from "#lib/models/prompts/built-in-prompts.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { FakeModels } from "#lib/testing/scripted-models.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { acceptChatEdit } from "./accept-chat-edit.ts";
import { listChatMessages } from "./list-chat-messages.ts";
import { recordChatEdit } from "./record-chat-edit.ts";

const database = await testDb();
const { prisma } = database;
let w: ChatWorld;

beforeEach(async () => {
  w = await chatWorld(database);
});

describe("a message", () => {
  test("becomes a proposal, which changes nothing until it is accepted, then is one patch", async () => {
    const id = await w.ask("add competitor analysis before the copy, and drop the podcast");
    expect(await w.read(id)).toMatchObject({
      status: "proposed",
      answeredBy: "Built-in grammar",
      changes: [{ needs: [] }, { words: "Remove “Record the podcast”" }],
    });
    expect((await w.plan()).graph).toEqual(CHAT_PLAN);
    expect(await w.accept(id)).toEqual({ accepted: [0, 1] });
    const { graph, rev } = await w.plan();
    expect(rev).toBe(1);
    expect(graph.steps.map(({ title }) => title)).toEqual([
      "Research the market",
      "Competitor analysis",
      "Draft the copy",
      "Launch",
    ]);
    const rows = await prisma.draftPatch.findMany({ where: { planId: w.planId } });
    expect(rows).toMatchObject([{ key: `chat:${id}`, author: { kind: "person", name: "Ada" } }]);
    expect(await w.read(id)).toMatchObject({ status: "accepted", accepted: [0, 1], decidedBy: "Ada" });
  });

  test("that is not understood says so and changes nothing", async () => {
    const id = await w.ask("drop the podcast and make it sing");
    expect(await w.read(id)).toMatchObject({ status: "answered", changes: [] });
    expect((await w.read(id)).text).toContain("Nothing was changed");
    expect(await code(w.accept(id))).toBe("conflict");
    expect((await w.plan()).rev).toBe(0);
  });

  test("is answered once, however often the job runs, and sent once under its key", async () => {
    const key = newId();
    const [one, two] = [
      await w.send("drop the podcast", w.member.ctx, key),
      await w.send("drop the podcast", w.member.ctx, key),
    ];
    expect(two).toEqual(one);
    await w.answer(one.answerId);
    const first = await w.read(one.answerId);
    await w.answer(one.answerId);
    expect(await w.read(one.answerId)).toEqual(first);
    const at = await Promise.all(
      Array.from({ length: 5 }, () => w.send("drop the copy", w.member.ctx, "same")),
    );
    expect(new Set(at.map(({ answerId }) => answerId)).size).toBe(1);
    expect((await w.view()).messages).toHaveLength(4);
  });

  test("is read by those who may, page by page", async () => {
    for (let i = 0; i < 30; i++) await w.reject((await w.send(`drop step ${i}`)).answerId);
    const latest = await w.view();
    expect([latest.messages.length, latest.earlier]).toEqual([50, true]);
    const before = latest.messages[0]?.id;
    const { messages, earlier } = await listChatMessages({
      ctx: w.member.ctx,
      input: { planId: w.planId, before },
    });
    expect([messages.length, earlier]).toEqual([10, false]);
    expect(messages[0]).toMatchObject({ role: "person", text: "drop step 0", author: { name: "Ada" } });
    const viewer = await w.colleague("Vera", "viewer");
    expect((await listChatMessages({ ctx: viewer, input: { planId: w.planId } })).messages).toHaveLength(50);
  });

  test.each<[string, string]>([
    ["nothing", "  \n "],
    ["too much", "x".repeat(2_001)],
    ["NUL", "drop \u0000"],
    ["half a character", "drop \ud800"],
  ])("of %s is refused at its field", async (_, text) => {
    await expect(w.send(text)).rejects.toMatchObject({ code: "invalid", issues: [{ path: ["text"] }] });
    expect((await w.view()).messages).toEqual([]);
  });

  test("waits until the planner has made the plan, and behind at most five others", async () => {
    await prisma.plan.updateMany({ where: { id: w.planId }, data: { status: "choosing" } });
    expect(await code(w.send("drop the podcast"))).toBe("conflict");
    await prisma.plan.updateMany({ where: { id: w.planId }, data: { status: "draft" } });
    for (let i = 0; i < 5; i++) await w.send("drop the podcast");
    expect(await code(w.send("drop the podcast"))).toBe("limit");
  });

  test("that nobody could answer says that, at the last try", async () => {
    const { answerId } = await w.send("drop the podcast");
    const broken = () => Promise.reject(new Error("no models today"));
    await expect(w.answer(answerId, 1, broken)).rejects.toThrow("no models today");
    expect(await w.read(answerId)).toMatchObject({ status: "working" });
    await w.answer(answerId, 4, broken);
    expect(await w.read(answerId)).toMatchObject({ status: "failed", text: CHAT_FAILED, answeredBy: null });
  });

  test("whose plan is gone, or which never was, is no failure of the job", async () => {
    await expect(w.answer(newId())).resolves.toBeUndefined();
    const input = { planId: newId(), messageId: newId() };
    const means = { signal: new AbortController().signal };
    const { workspaceId } = w.member;
    const ctx = { db: prisma, actor: { kind: "system" as const, workspaceId } };
    expect(await code(recordChatEdit({ ctx, input, means }))).toBe("not_found");
  });
});

test("a workspace's model answers where it has one, and what that took is kept", async () => {
  const { answerId } = await w.send("drop the podcast");
  const value = {
    understood: true,
    reply: "The podcast goes.",
    operations: [{ op: "remove", stepId: "podcast", quote: "drop the podcast" }],
  };
  const models = new FakeModels(value);
  const asked: string[] = [];
  const of = async (workspaceId: string) => {
    asked.push(workspaceId);
    return { models, prompt: builtInPrompt, cap: spendCap(null) };
  };
  await w.answer(answerId, 1, of);
  expect(asked).toEqual([w.member.workspaceId]);
  expect(await w.read(answerId)).toMatchObject({
    status: "proposed",
    answeredBy: "fake-1 (Fake)",
    changes: [{ words: "Remove “Record the podcast”", quote: "drop the podcast" }],
  });
  const row = await prisma.chatMessage.findFirstOrThrow({ where: { planId: w.planId, id: answerId } });
  expect(row).toMatchObject({ inputTokens: 1_000, outputTokens: 50, costMicros: 400n, baseRev: 0 });
});

describe("a proposal", () => {
  test("can be accepted in part; what a part needs comes along", async () => {
    const id = await w.ask(
      "drop the podcast; add a legal check after research; let launch wait for the legal check",
    );
    expect(await w.accept(id, [2])).toEqual({ accepted: [1, 2] });
    const { graph } = await w.plan();
    const check = graph.steps.find(({ title }) => title === "Legal check")?.id ?? "";
    expect(graph.steps).toHaveLength(5);
    expect(graph.dependencies).toContainEqual({ from: check, to: "launch" });
    expect(graph.steps.filter((step) => step.id !== check)).toEqual(CHAT_PLAN.steps);
    expect(await w.read(id)).toMatchObject({ status: "accepted", accepted: [1, 2] });
  });

  test.each<[string, unknown, string]>([
    ["none chosen", [], "invalid"],
    ["one that is not there", [1], "invalid"],
    ["a negative place", [-1], "invalid"],
    ["no places", ["all"], "invalid"],
  ])("%s: refused, and still open", async (_, chosen, expected) => {
    const id = await w.ask("drop the podcast");
    expect(await code(w.accept(id, chosen as number[]))).toBe(expected);
    expect(await w.read(id)).toMatchObject({ status: "proposed" });
    expect((await w.plan()).rev).toBe(0);
  });

  test("accepted by many at once is accepted once; again changes nothing", async () => {
    const id = await w.ask("drop the podcast and drop the copy");
    const other = await w.colleague("Ben");
    const answers = await Promise.all([
      w.accept(id, [0]),
      w.accept(id, [0], other),
      w.accept(id, [0]),
      w.accept(id, [0], other),
    ]);
    expect(answers).toEqual(answers.map(() => ({ accepted: [0] })));
    // Others chose otherwise, too late.
    expect(await w.accept(id, [1])).toEqual({ accepted: [0] });
    expect([(await w.plan()).rev, await w.ids()]).toEqual([1, ["research", "copy", "launch"]]);
  });

  test("accepted and rejected at once ends one way, and the plan agrees", async () => {
    for (let round = 0; round < 4; round++) {
      const id = await w.ask(`rename launch to Launch ${round}`);
      const before = (await w.plan()).rev;
      const outcomes = await Promise.all([code(w.accept(id)), code(w.reject(id))]);
      const { status } = await w.read(id);
      expect((await w.plan()).rev - before).toBe(status === "accepted" ? 1 : 0);
      expect(outcomes).toEqual(status === "accepted" ? ["ok", "conflict"] : ["conflict", "ok"]);
    }
  });

  test("rejected stays rejected, also while it was being read", async () => {
    const id = await w.ask("drop the podcast");
    await w.reject(id);
    await w.reject(id);
    expect(await code(w.accept(id))).toBe("conflict");
    const { answerId } = await w.send("drop the copy");
    await w.reject(answerId);
    await w.answer(answerId);
    expect(await w.read(answerId)).toMatchObject({ status: "rejected", changes: [] });
    expect((await w.plan()).rev).toBe(0);
    const kept = await prisma.chatMessage.findMany({ where: { planId: w.planId } });
    expect(kept.map(({ base }) => base)).toEqual([null, null, null, null]);
  });

  test("takes the place of an open one by the same person, not of another's", async () => {
    const ben = await w.colleague("Ben");
    const first = await w.ask("drop the podcast");
    const bens = await w.ask("drop the copy", ben);
    const nonsense = await w.ask("make it sing");
    expect(await w.read(first)).toMatchObject({ status: "proposed" });
    const second = await w.ask("rename launch to Go");
    expect(await w.read(first)).toMatchObject({
      status: "void",
      outcome: "A later proposal took its place.",
    });
    for (const id of [bens, second]) expect(await w.read(id)).toMatchObject({ status: "proposed" });
    expect(await w.read(nonsense)).toMatchObject({ status: "answered" });
    expect(await code(w.accept(first))).toBe("conflict");
  });
});

test("every reader is told of messages, answers and outcomes, without gaps and by events alone", async () => {
  const topic = `plan:${w.planId}`;
  const empty = await w.view();
  const id = await w.ask("drop the podcast");
  await w.accept(id);
  await w.reject(await w.ask("drop the copy"));
  await w.ask("make it sing");
  const events = await readEvents(prisma, w.member.workspaceId, { [topic]: 0 });
  let seen: typeof empty | "gap" = empty;
  for (const event of events) if (seen !== "gap") seen = applyChatEvent(seen, event);
  expect(seen).toEqual(await w.view());
  const outcomes = (messages: ChatMessage[]) =>
    messages.flatMap((one) => (one.role === "planner" ? [one.status] : []));
  expect(seen !== "gap" && outcomes(seen.messages)).toEqual(["accepted", "rejected", "answered"]);
  expect(applyChatEvent(empty, events[1] ?? expect.fail("no event"))).toBe("gap");
});

test("strangers and those who may only look or decide change nothing, and learn nothing", async () => {
  const id = await w.ask("drop the podcast");
  const stranger = await newMember(prisma);
  for (const ctx of [await w.colleague("Vera", "viewer"), await w.colleague("Ann", "approver")]) {
    for (const act of [() => w.send("x", ctx), () => w.accept(id, null, ctx), () => w.reject(id, ctx)]) {
      expect(await code(act())).toBe("forbidden");
    }
  }
  for (const act of [
    () => w.send("x", stranger.ctx),
    () => w.accept(id, null, stranger.ctx),
    () => w.reject(id, stranger.ctx),
    () => listChatMessages({ ctx: stranger.ctx, input: { planId: w.planId } }),
  ]) {
    expect(await code(act())).toBe("not_found");
  }
  const other = await newPlan(prisma, w.member, { graph: CHAT_PLAN });
  expect(
    await code(acceptChatEdit({ ctx: w.member.ctx, input: { planId: other, messageId: id, chosen: null } })),
  ).toBe("not_found");
  const mine = (await w.view()).messages.find(({ role }) => role === "person")?.id ?? "";
  expect(await code(w.accept(mine))).toBe("not_found");
  expect((await w.read(id)).status).toBe("proposed");
  expect((await w.plan()).rev).toBe(0);
});
