import fc from "fast-check";
import { expect, test } from "vitest";
import { StepRunStatus, type RunStatus } from "#lib/domain/run.ts";
import { RUN_TRANSITIONS } from "#lib/engine/run-machine.ts";
import { STEP_TRANSITIONS, stepState } from "#lib/engine/step-machine.ts";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { ToldSteps } from "#lib/testing/told-steps.ts";
import { seedRun, seedWorkspace, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { abortRun } from "./abort-run.ts";
import { advance, type ClaimedStep } from "./advance.ts";
import { askRun } from "./ask-run.ts";
import { beginCall } from "./begin-call.ts";
import { decideStep } from "./decide-step.ts";
import { expandStep } from "./expand-step.ts";
import { failStep } from "./fail-step.ts";
import type { FinishedStep } from "./finished-step.ts";
import { giveBackStep } from "./give-back-step.ts";
import { runTopic, StepLostError, type RunKey } from "./keys.ts";
import { settleRuns } from "./settle-runs.ts";

const { prisma: db } = await testDb();

/** What one of several workers, or a person, does next; `pick` chooses among what there is. */
type Move = { kind: string; worker: number; pick: number; limit: number; flag: boolean };
const KINDS = [
  "advance",
  "advance",
  "advance",
  "advance",
  "fail",
  "give back",
  "call",
  "decide",
  "ask",
  "abort",
];
const arbitraryMove: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom(...KINDS),
  worker: fc.nat(2),
  pick: fc.nat(1_000),
  limit: fc.integer({ min: 1, max: 4 }),
  flag: fc.boolean(),
});

/** Nine steps, each behind some of those before it; one is a map, one is optional. */
const arbitraryGraph = fc.array(fc.nat(511), { minLength: 9, maxLength: 9 }).map((bits) => {
  const kinds = [{}, {}, { kind: "map", each: { ref: "s0", path: [] } }, { optional: true }] as const;
  const steps = bits.map((_, i) => testStep(`s${i}`, kinds[i] ?? {}));
  const arrows = bits.flatMap((bit, to) =>
    bits.flatMap((_, from) =>
      from < to && (bit >> from) & 1 && (bit >> (from + 1)) & 1 ? [`s${from}>s${to}`] : [],
    ),
  );
  return testGraph(steps, [...new Set([...arrows, "s0>s2"])]);
});

class World {
  /** What each worker holds, by its own account: some of it is stale. */
  readonly held: ClaimedStep[][] = [[], [], []];
  readonly runs: readonly RunKey[];

  constructor(runs: readonly RunKey[]) {
    this.runs = runs;
  }

  async move(move: Move): Promise<void> {
    const run = this.runs[move.pick % this.runs.length];
    if (!run) return;
    if (move.kind === "advance") return this.#advance(move);
    if (move.kind === "ask") return void (await askRun(db, run, move.flag ? "resume" : "pause"));
    if (move.kind === "abort") return void (move.pick % 7 === 0 && (await abortRun(db, run, "Ann")));
    if (move.kind === "decide") {
      const decisions = [
        { kind: "retry" },
        { kind: "skip", output: null },
        { kind: "settle", outcome: move.flag ? "succeeded" : "failed" },
      ] as const;
      const decision = decisions[move.limit % 3] ?? decisions[0];
      await decideStep(db, { ...run, stepId: `s${move.pick % 9}` }, decision, "Ann");
      return;
    }
    const mine = this.held[move.worker] ?? [];
    const step = mine[move.pick % Math.max(1, mine.length)];
    if (!step) return;
    if (move.kind === "call") {
      const call = { call: 0, tool: "test.work", toolVersion: "1", sideEffect: "once", args: {} } as const;
      await beginCall(db, step, call).catch((err: unknown) => {
        if (!(err instanceof StepLostError)) throw err;
      });
      return;
    }
    // A token that was handed in may be used once more: it is stale then.
    if (move.pick % 3 === 0) mine.splice(mine.indexOf(step), 1);
    const error = { code: "busy", message: "Busy.", retryable: move.flag };
    if (move.kind === "fail") await failStep(db, step, { error, notes: [], calls: [], missing: null });
    else await giveBackStep(db, step, "Given back.", move.flag);
  }

  async #advance({ worker, limit, pick, flag }: Move): Promise<void> {
    const mine = this.held[worker] ?? [];
    const ended = mine.splice(0, pick % 4);
    const maps = ended.filter((step) => step.step.kind === "map");
    for (const step of maps)
      await expandStep(
        db,
        step,
        Array.from({ length: pick % 4 }, (_, i) => i),
      );
    const finished = ended
      .filter((step) => step.step.kind !== "map")
      .map((step, i): FinishedStep =>
        flag && i === 0
          ? { ...step, kind: "bypassed", why: "It does not hold." }
          : {
              ...step,
              kind: "succeeded",
              output: 1,
              summary: "",
              notes: [],
              calls: [],
              resultKey: null,
              reused: null,
            },
      );
    const asked = { workerId: `w${worker}`, leaseSeconds: 60, after: null };
    const { claimed } = await advance(db, { ...asked, finished, limit: limit - 1 });
    mine.push(...claimed);
  }
}

/** What a run's row and its steps' say, and what they should say by a count of everything. */
async function counts({ workspaceId, runId }: RunKey) {
  const run = await db.run.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: runId } } });
  const steps = (await db.stepRun.findMany({ where: { workspaceId, runId } })).filter(
    (step) => step.pending >= 0,
  );
  const dependencies = await db.stepDependency.findMany({ where: { workspaceId, runId } });
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  const isDone = (status: string | undefined) => status === "succeeded" || status === "skipped";
  const state = (step: { status: string; waitingFor: string | null }) =>
    stepState({ status: StepRunStatus.parse(step.status), waitingFor: step.waitingFor });
  const pending = steps.flatMap((step) => {
    const open =
      step.waitingFor === "items"
        ? steps.filter((item) => item.mapStep === step.stepId && !isDone(item.status)).length
        : dependencies.filter(
            (each) => each.toStep === step.stepId && !isDone(byId.get(each.fromStep)?.status),
          ).length;
    return step.status === "blocked" || step.waitingFor === "items"
      ? [{ step: step.stepId, is: step.pending, open }]
      : [];
  });
  return {
    status: run.status,
    kept: { undone: run.undone, live: run.live },
    counted: {
      undone: steps.filter((step) => !isDone(step.status) && step.status !== "cancelled").length,
      live: steps.filter((step) => ["ready", "running", "waiting_timer"].includes(state(step))).length,
    },
    wrong: pending.filter(({ is, open }) => is !== open || open === 0),
  };
}

function permitted(table: Record<string, Partial<Record<string, string>>>): Set<string> {
  return new Set(
    Object.values(table).flatMap((row) => Object.entries(row).map(([from, to]) => `${from} > ${to}`)),
  );
}
const STEP_MOVES = permitted(STEP_TRANSITIONS);
const RUN_MOVES = permitted(RUN_TRANSITIONS);

/** The transitions in a run's events that the state machines' tables do not have. */
async function illegal(run: RunKey): Promise<string[]> {
  const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 }, 10_000);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  const found: string[] = [];
  const last = new Map<string, string>();
  let runStatus: RunStatus = "queued";
  const told = new ToldSteps();
  for (const event of events) {
    const { body } = event;
    if (body.type === "run.status") {
      const move = `${runStatus} > ${body.status}`;
      if (runStatus !== body.status && !RUN_MOVES.has(move)) found.push(`run: ${move}`);
      runStatus = body.status;
    }
    const step = told.take(event);
    if (!step) continue;
    const { stepId } = step;
    const to = stepState(step);
    const from = last.get(stepId);
    if (from && from !== to && !STEP_MOVES.has(`${from} > ${to}`))
      found.push(`${stepId}: ${from} > ${to} (${body.type})`);
    last.set(stepId, to);
  }
  return found;
}

test("whatever workers and people do at the same time: counts are as counted, transitions as in the tables", async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryGraph,
      fc.array(arbitraryMove, { minLength: 20, maxLength: 60 }),
      async (graph, moves) => {
        const workspaceId = await seedWorkspace(db);
        const runs = [await seedRun(db, graph, { workspaceId }), await seedRun(db, graph, { workspaceId })];
        const world = new World(runs);
        // Three at a time: their commits come in any order.
        for (let i = 0; i < moves.length; i += 3) {
          await Promise.all(moves.slice(i, i + 3).map((move) => world.move(move)));
          for (const run of runs) {
            const { kept, counted, wrong } = await counts(run);
            expect({ kept, wrong }).toEqual({ kept: counted, wrong: [] });
          }
        }
        await settleRuns(db);
        for (const run of runs) {
          expect(await illegal(run)).toEqual([]);
          const { status, kept } = await counts(run);
          if (kept.undone === 0) expect(["succeeded", "aborted"]).toContain(status);
          if (kept.live === 0) expect(["queued", "running", "pausing", "aborting"]).not.toContain(status);
        }
        await db.run.deleteMany({ where: { workspaceId } });
      },
    ),
    { numRuns: 25 },
  );
}, 180_000);
