import fc from "fast-check";
import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { Manifest } from "#lib/domain/manifest.ts";
import { Policy } from "#lib/domain/policy.ts";
import type { CapRow } from "#lib/domain/spend.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimSteps } from "#lib/testing/drive-run.ts";
import { seedRun, seedWorkspace, testGraph } from "#lib/testing/seed-run.ts";
import { beginCall } from "./begin-call.ts";
import { changeRun } from "./change-run.ts";
import { finishCall } from "./finish-call.ts";
import { changeHolds, holdSpend, settleSpend, type Held } from "./hold-spend.ts";
import type { StepToken } from "./keys.ts";
import { raiseCap } from "./raise-cap.ts";

const { prisma: db } = await testDb();
const NONE = { micros: null, tokens: null, calls: null, millis: null };
const capped = (most: Partial<CapRow>, policy = 1) => ({
  policy,
  caps: [{ ...NONE, ...most, scope: "run" as const }],
});

/** The runs of a family, each with the token of its only step. `parents`: for each run after the first the place of the one that it is a part of. */
async function family(parents: readonly number[], spends: (object | null)[] = []) {
  const workspaceId = await seedWorkspace(db);
  const runs: { runId: string; token: StepToken }[] = [];
  for (const [place, parent] of [null, ...parents].entries()) {
    const spend = spends[place];
    const policy = Policy.parse({ caps: { run: spend ?? {} } });
    const manifest = Manifest.parse({
      tools: {},
      hosts: [],
      publicRead: false,
      data: [],
      spend: policy.caps.run,
    });
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId, ...(spend && { manifest }) });
    const { steps } = await claimSteps(db, { workerId: "w1", limit: 100, leaseSeconds: 60 });
    const step = steps.find((each) => each.runId === runId);
    if (!step) throw new Error("It was to be claimed.");
    const above = parent === null ? null : runs[parent];
    if (above) {
      await db.run.updateMany({ where: { id: runId }, data: { parentRun: above.runId, parentStep: "a" } });
    }
    const { stepId, attempt, workerId } = step;
    runs.push({ runId, token: { workspaceId, runId, stepId, attempt, workerId } });
  }
  const at = (place: number) => {
    const run = runs[place];
    if (!run) throw new Error("There is no such run.");
    return run;
  };
  return { workspaceId, runs, at };
}
const need = (micros: number) => ({
  kind: "model" as const,
  tool: null,
  micros,
  tokens: 10,
  millis: 0,
  leastMillis: 0,
  unpriced: null,
});
async function hold(token: StepToken, inForce: ReturnType<typeof capped>, micros = 100) {
  const id = newId();
  return { id, held: await holdSpend(db, token, inForce, { ...need(micros), id, callId: id }) };
}
const totalOf = async (runId: string) =>
  Number((await db.spendTotal.findFirst({ where: { scope: `run:${runId}` } }))?.micros ?? 0);
const stopOf = (held: Held) => {
  if (held.held || held.stop?.why !== "cap") throw new Error("It was to be stopped at a cap.");
  return held.stop;
};

test("what a part of a run takes counts in all that it is a part of, and is stopped at the cap of the whole", async () => {
  const { at } = await family([0, 1, 0]);
  const inForce = capped({ micros: 350 });
  for (const place of [0, 2, 3]) {
    expect((await hold(at(place).token, inForce)).held).toMatchObject({ held: true });
  }
  expect(await Promise.all([0, 1, 2, 3].map((place) => totalOf(at(place).runId)))).toEqual([
    300, 100, 100, 100,
  ]);
  const { number } = await db.run.findFirstOrThrow({ where: { id: at(0).runId } });
  const above = { runId: at(0).runId, number, planTitle: "Test plan" };
  const stopped = stopOf((await hold(at(2).token, inForce)).held);
  expect(stopped).toMatchObject({ scope: "run", cap: 350, counted: 300, needs: 100, passing: true, above });
  expect(stopOf((await hold(at(0).token, inForce)).held)).toMatchObject({ counted: 300, above: null });
});

test("raised by one of its parts, the cap of the whole has room for all of them", async () => {
  const { workspaceId, at } = await family([0, 1, 0]);
  const inForce = capped({ micros: 100 });
  const { id } = await hold(at(3).token, inForce);
  await changeHolds(db, at(3).token, [{ id, micros: 100, tokens: 10, calls: 1, millis: 0 }]);
  const stop = stopOf((await hold(at(2).token, inForce)).held);
  expect(stop.passing).toBe(false);
  const raise = (to: number) =>
    changeRun(db, { workspaceId, runId: at(2).runId }, (run) => raiseCap(run, "a", stop, to), [at(0).runId]);
  // Several at once: the highest counts.
  await Promise.all([raise(300), raise(200), raise(250)]);
  expect((await hold(at(2).token, inForce)).held).toMatchObject({ held: true });
  expect((await hold(at(0).token, inForce)).held).toMatchObject({ held: true });
  expect(stopOf((await hold(at(3).token, inForce)).held)).toMatchObject({ cap: 300, counted: 300 });
});

test("a part for which less was approved than for the whole has that as a cap of its own", async () => {
  const { at } = await family([0, 0], [{ micros: 1_000 }, { micros: 150 }, { micros: 1_000 }]);
  const inForce = capped({ micros: 1_000 });
  expect((await hold(at(1).token, inForce)).held).toMatchObject({ held: true });
  expect(stopOf((await hold(at(1).token, inForce)).held)).toMatchObject({ cap: 150, above: null });
  expect((await hold(at(2).token, inForce, 900)).held).toMatchObject({ held: true });
  expect(stopOf((await hold(at(2).token, inForce, 1)).held)).toMatchObject({ cap: 1_000, counted: 1_000 });
});

test("of a model without a price it is enough that the whole may ask it", async () => {
  const { at } = await family([0]);
  const model = { ...need(10), unpriced: "m of Ours" };
  const ask = () =>
    holdSpend(db, at(1).token, capped({ micros: 100 }), { ...model, id: newId(), callId: newId() });
  expect(await ask()).toMatchObject({ stop: { why: "unknown_price" } });
  await db.run.updateMany({ where: { id: at(0).runId }, data: { raised: { models: ["m of Ours"] } } });
  expect(await ask()).toMatchObject({ held: true });
});

test("a cap that comes later counts what the parts had spent before, with a hold and without one", async () => {
  const { at } = await family([0, 1]);
  const call = { call: 0, tool: "t", toolVersion: "1", sideEffect: "read" as const, args: {} };
  const start = await beginCall(db, at(2).token, call);
  if (start.kind !== "make") throw new Error("The call was to be made.");
  await finishCall(db, at(2).token, start.callId, {
    status: "succeeded",
    output: null,
    summary: "",
    costMicros: 70,
  });
  await hold(at(1).token, capped({ micros: 1_000 }));
  expect(stopOf((await hold(at(0).token, capped({ micros: 200 }, 2))).held)).toMatchObject({ counted: 170 });
});

test("a total that was deleted is counted anew, by who holds and by who settles", async () => {
  const { at } = await family([0]);
  const inForce = capped({ micros: 250 });
  const first = await hold(at(1).token, inForce);
  await db.spendTotal.deleteMany({ where: { scope: { startsWith: "run:" } } });
  await hold(at(0).token, inForce);
  expect(await totalOf(at(0).runId)).toBe(200);
  await db.spendTotal.deleteMany({ where: { scope: { startsWith: "run:" } } });
  // Its holder settles at the same time as others hold: whoever comes first, nothing is counted twice or not at all.
  const took = { id: first.id, micros: 20, tokens: 1, calls: 1, millis: 0 };
  await Promise.all([
    changeHolds(db, at(1).token, [took]),
    hold(at(0).token, inForce, 10),
    hold(at(1).token, inForce, 10),
  ]);
  const { held } = await hold(at(0).token, inForce, 1_000);
  expect(stopOf(held).counted).toBe(140);
});

const QUANTITIES = ["micros", "tokens", "calls", "millis"] as const;

/** Totals of runs that are not what the holds of the run and of all below it add up to. */
async function wrongTotals(workspaceId: string): Promise<unknown[]> {
  return db.$queryRaw`
    select t.scope, t.micros, h.micros as held from spend_totals t
    cross join lateral (
      select coalesce(sum(h.micros), 0) as micros, coalesce(sum(h.tokens), 0) as tokens, coalesce(sum(h.calls), 0) as calls,
        coalesce(sum(h.millis), 0) as millis
      from spend_holds h
      where h.workspace_id = t.workspace_id
        and (h.run_id = substr(t.scope, 5) or h.run_id in (select runs_below(t.workspace_id, substr(t.scope, 5))))
    ) as h
    where t.workspace_id = ${workspaceId} and t.scope like 'run:%'
      and (t.micros, t.tokens, t.calls, t.millis) <> (h.micros, h.tokens, h.calls, h.millis)`;
}

test("whatever family, whoever holds and settles at the same time: no run with its parts passes a cap, and totals are sums", async () => {
  const parents = fc
    .tuple(fc.nat(0), fc.nat(1), fc.nat(2), fc.nat(3))
    .map((places) => places.map((place, at) => Math.min(place, at)));
  const act = fc.record({
    run: fc.nat(4),
    micros: fc.nat(120),
    keeps: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const most = fc.record({
    micros: fc.integer({ min: 50, max: 600 }),
    calls: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(
      parents,
      fc.array(act, { minLength: 8, maxLength: 24 }),
      most,
      async (tree, acts, most) => {
        const { workspaceId, at } = await family(tree);
        const inForce = capped(most);
        // Pairs of holds and what becomes of them, all at the same time.
        await Promise.all(
          acts.map(async ({ run, micros, keeps }) => {
            const { token } = at(run);
            const { id, held } = await hold(token, inForce, micros);
            if (!held.held || keeps < 0.4) return;
            const took = { id, micros: Math.floor(held.micros * keeps), tokens: 3, calls: 1, millis: 0 };
            await changeHolds(db, token, [took]);
            await settleSpend(db);
          }),
        );
        const root = await db.spendTotal.findFirstOrThrow({
          where: { workspaceId, scope: `run:${at(0).runId}` },
        });
        for (const quantity of QUANTITIES) {
          const cap = inForce.caps[0]?.[quantity] ?? null;
          if (cap !== null) expect(Number(root[quantity])).toBeLessThanOrEqual(cap);
        }
        expect(await wrongTotals(workspaceId)).toEqual([]);
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);
