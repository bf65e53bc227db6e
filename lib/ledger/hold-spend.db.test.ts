import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { CapRow } from "#lib/domain/spend.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf } from "#lib/testing/drive-run.ts";
import { seedRun, seedWorkspace, testGraph } from "#lib/testing/seed-run.ts";
import { beginCall } from "./begin-call.ts";
import { beginCappedCall } from "./begin-capped-call.ts";
import { closeCalls } from "./close-calls.ts";
import { changeRun } from "./change-run.ts";
import { finishCall } from "./finish-call.ts";
import { giveBackStep } from "./give-back-step.ts";
import { changeHolds, holdSpend, lookForRoom, settleSpend, type SpendNeed } from "./hold-spend.ts";
import type { StepToken } from "./keys.ts";

const { prisma: db } = await testDb();
const NONE = { micros: null, tokens: null, calls: null, millis: null };
const cap = (scope: CapRow["scope"], most: Partial<CapRow>): CapRow => ({ ...NONE, ...most, scope });
const need = (changes: Partial<SpendNeed> = {}): SpendNeed => ({
  kind: "tool",
  tool: "t",
  micros: 100,
  tokens: 0,
  millis: 12_000,
  leastMillis: 3_000,
  unpriced: null,
  ...changes,
});
const call = { call: 0, tool: "t", toolVersion: "1", sideEffect: "read" as const, args: {} };
const done = (costMicros: number) => ({
  status: "succeeded" as const,
  output: null,
  summary: "",
  costMicros,
});

async function claimed(workspace?: string): Promise<{ workspaceId: string; tokens: [StepToken, StepToken] }> {
  const workspaceId = workspace ?? (await seedWorkspace(db));
  const run = await seedRun(db, testGraph(["a", "b"]), { workspaceId });
  const [a, b] = (await claimOf(db, run.runId)).map(({ runId, stepId, attempt, workerId }) => ({
    workspaceId,
    runId,
    stepId,
    attempt,
    workerId,
  }));
  if (!a || !b) throw new Error("Two steps were to be claimed.");
  return { workspaceId, tokens: [a, b] };
}
const hold = (
  token: StepToken,
  inForce: Parameters<typeof holdSpend>[2],
  changes: Partial<SpendNeed> = {},
) => {
  const id = newId();
  return holdSpend(db, token, inForce, { ...need(changes), id, callId: id });
};
const total = async (workspaceId: string, scope: string) =>
  db.spendTotal.findFirst({ where: { workspaceId, scope: { startsWith: `${scope}:` } } });

test("however many hold at once, in whatever scopes, no total passes its cap", async () => {
  const workspaceId = await seedWorkspace(db);
  // One after the other: whoever claims takes all that there is.
  const runs = [
    await claimed(workspaceId),
    await claimed(workspaceId),
    await claimed(workspaceId),
    await claimed(workspaceId),
  ];
  const inForce = { policy: 1, caps: [cap("day", { micros: 1_050 }), cap("run", { micros: 450 })] };
  const tokens = runs.flatMap((run) => run.tokens);
  const held = await Promise.all(tokens.flatMap((token) => [1, 2, 3].map(() => hold(token, inForce))));
  expect(held.filter((one) => one.held)).toHaveLength(10);
  expect(await total(workspaceId, "day")).toMatchObject({ micros: 1_000n, calls: 10n });
  const ofRuns = await db.spendTotal.findMany({ where: { workspaceId, scope: { startsWith: "run:" } } });
  expect(ofRuns.every(({ micros }) => micros <= 450n)).toBe(true);
});

test("a call that ended is settled at what it took, one that was lost, failed or is only said to have finished at what was held", async () => {
  const inForce = { policy: 1, caps: [cap("run", { micros: 1_000 })] };
  const { workspaceId, tokens } = await claimed();
  const [a, b] = tokens;
  const begin = async (token: StepToken) => {
    const start = await beginCappedCall(db, token, call, inForce, need());
    if (start.kind !== "make") throw new Error("The call was to be made.");
    return start.callId;
  };
  await finishCall(db, a, await begin(a), done(30));
  await begin(b);
  expect(await settleSpend(db)).toBe(1);
  expect(await total(workspaceId, "run")).toMatchObject({ micros: 130n, calls: 2n });
  await giveBackStep(db, b, "Gone.", true);
  expect(await settleSpend(db)).toBe(1);
  expect(await settleSpend(db)).toBe(0);
  expect(await total(workspaceId, "run")).toMatchObject({ micros: 130n });

  const other = await claimed();
  const [c, d] = other.tokens;
  const error = { code: "busy", message: "Busy.", retryable: true };
  await finishCall(db, c, await begin(c), { status: "failed", error });
  await begin(d);
  await changeRun(db, d, (run) =>
    closeCalls(run, { stepId: d.stepId, attempt: d.attempt }, { status: "succeeded", why: "Ann said so." }),
  );
  await settleSpend(db);
  expect(await total(other.workspaceId, "run")).toMatchObject({ micros: 200n });
  const holds = await db.spendHold.findMany({ where: { workspaceId: other.workspaceId } });
  expect(holds.map(({ status }) => status)).toEqual(["lost", "lost"]);
});

test("a stale token holds nothing; a recorded outcome that is taken again takes nothing", async () => {
  const inForce = { policy: 1, caps: [cap("run", { micros: 1_000 })] };
  const { workspaceId, tokens } = await claimed();
  const [a] = tokens;
  expect(await hold({ ...a, attempt: 9 }, inForce)).toMatchObject({ held: false, stop: null });
  const first = await beginCappedCall(db, a, call, inForce, need());
  if (first.kind !== "make") throw new Error("The call was to be made.");
  await finishCall(db, a, first.callId, done(40));
  await giveBackStep(db, a, "Gone.", true);
  const [again] = (await claimOf(db, a.runId)).filter(({ stepId }) => stepId === a.stepId);
  if (!again) throw new Error("It was to be claimed again.");
  const { runId, stepId, attempt, workerId } = again;
  const token = { workspaceId, runId, stepId, attempt, workerId };
  expect(await beginCappedCall(db, token, call, inForce, need())).toMatchObject({ kind: "recorded" });
  await settleSpend(db);
  expect(await total(workspaceId, "run")).toMatchObject({ micros: 40n, calls: 1n });
});

test("what was spent without a cap counts as soon as there is one, and what was held under another", async () => {
  const { workspaceId, tokens } = await claimed();
  const [a, b] = tokens;
  const uncapped = await beginCall(db, a, call);
  if (uncapped.kind !== "make") throw new Error("The call was to be made.");
  await finishCall(db, a, uncapped.callId, done(70));
  await hold(b, { policy: 1, caps: [cap("run", { micros: 1_000 })] });
  const day = { policy: 2, caps: [cap("day", { micros: 250 })] };
  const answer = await hold(b, day);
  expect(answer).toMatchObject({
    held: false,
    stop: { scope: "day", cap: 250, counted: 170, needs: 100, passing: true },
  });
  expect(await total(workspaceId, "day")).toMatchObject({ micros: 170n, calls: 2n, policy: 2 });
});

test("of time a call gets what is left, of a price that nobody knows all that is left is held, and what is free goes on", async () => {
  const caps = [cap("run", { micros: 150, millis: 20_000 })];
  const { workspaceId, tokens } = await claimed();
  const [a, b] = tokens;
  expect(await hold(a, { policy: 1, caps })).toEqual({ held: true, micros: 100, millis: 12_000 });
  expect(await hold(a, { policy: 1, caps }, { micros: null })).toEqual({
    held: true,
    micros: 50,
    millis: 8_000,
  });
  expect(await hold(b, { policy: 1, caps }, { micros: 0, millis: 0, leastMillis: 0 })).toMatchObject({
    held: true,
  });
  expect(await hold(b, { policy: 1, caps }, { micros: 0 })).toMatchObject({
    stop: { quantity: "millis", needs: 3_000 },
  });
  expect(await total(workspaceId, "run")).toMatchObject({ micros: 150n, millis: 20_000n });
});

test("a model without a price is asked only under a cap of money, and after somebody said so", async () => {
  const { tokens } = await claimed();
  const [a] = tokens;
  const model = { kind: "model" as const, tool: null, unpriced: "m of Ours" };
  expect(await hold(a, { policy: 1, caps: [cap("run", { calls: 5 })] }, model)).toMatchObject({ held: true });
  const money = { policy: 2, caps: [cap("day", { micros: 5_000 })] };
  expect(await hold(a, money, model)).toMatchObject({ stop: { why: "unknown_price", model: "m of Ours" } });
  await db.run.updateMany({ where: { id: a.runId }, data: { raised: { models: ["m of Ours"] } } });
  expect(await hold(a, money, model)).toMatchObject({ held: true });
});

test("looking holds nothing, and a hold that was changed once stays as it is", async () => {
  const inForce = { policy: 1, caps: [cap("run", { tokens: 500 })] };
  const { workspaceId, tokens } = await claimed();
  const [a] = tokens;
  const besides = { micros: 0, tokens: 300, calls: 1, millis: 0 };
  const tokenNeed = need({ kind: "model", tool: null, tokens: 200 });
  expect(await lookForRoom(db, a, inForce, tokenNeed, besides)).toMatchObject({ held: true });
  expect(await lookForRoom(db, a, inForce, tokenNeed, { ...besides, tokens: 301 })).toMatchObject({
    held: false,
  });
  expect(await db.spendHold.count({ where: { workspaceId } })).toBe(0);
  const id = newId();
  await holdSpend(db, a, inForce, { ...tokenNeed, id, callId: id });
  const took = { id, micros: 10, tokens: 50, calls: 1, millis: 5 };
  await changeHolds(db, a, [took]);
  await changeHolds(db, a, [{ ...took, tokens: 0 }]);
  expect(await total(workspaceId, "run")).toMatchObject({ micros: 10n, tokens: 50n });
});
