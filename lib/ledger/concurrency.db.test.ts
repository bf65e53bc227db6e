import { expect, test } from "vitest";
import { readEvents } from "#lib/events/read.ts";
import { testDb } from "#lib/testing/database.ts";
import { claimOf, claimSteps, completeStep } from "#lib/testing/drive-run.ts";
import { seedRun, seedWorkspace, testGraph } from "#lib/testing/seed-run.ts";
import { beginCall } from "./begin-call.ts";
import { finishCall } from "./finish-call.ts";
import { runTopic } from "./keys.ts";

const { prisma: db, pool } = await testDb();

/** Works until all runs are over; gives the steps it did, as "run step attempt". */
async function work(workerId: string, runIds: readonly string[]): Promise<string[]> {
  const mine: string[] = [];
  for (;;) {
    const { steps } = await claimSteps(db, { workerId, limit: 3, leaseSeconds: 60 });
    for (const step of steps) {
      mine.push(`${step.runId} ${step.stepId} ${step.attempt}`);
      const call = { call: 0, tool: "t", toolVersion: "1", sideEffect: "read" as const, args: {} };
      const begun = await beginCall(db, step, call);
      if (begun.kind !== "make") throw new Error("nothing was lost, so nothing is recorded");
      await finishCall(db, step, begun.callId, {
        status: "succeeded",
        output: 1,
        summary: "",
        costMicros: 1,
      });
      if (!(await completeStep(db, step, { output: 1, summary: "", notes: [] })))
        throw new Error("token was stale");
    }
    if (steps.length === 0) {
      const open = await db.run.count({ where: { id: { in: [...runIds] }, status: { not: "succeeded" } } });
      if (open === 0) return mine;
    }
  }
}

test("eight workers on three runs of a wide graph: every step once, no deadlock, no gap in the events", async () => {
  const wide = Array.from({ length: 12 }, (_, i) => `s${i}`);
  const joins = ["j0", "j1", "j2"];
  // Every join waits for every step: completions, claims and calls contend for the same run, steps and topic.
  const graph = testGraph(
    ["start", ...wide, ...joins, "end"],
    [
      ...wide.map((id) => `start>${id}`),
      ...wide.flatMap((id) => joins.map((join) => `${id}>${join}`)),
      ...joins.map((id) => `${id}>end`),
    ],
  );
  const runs = [await seedRun(db, graph), await seedRun(db, graph), await seedRun(db, graph)];
  const runIds = runs.map((run) => run.runId);
  const did = await Promise.all(Array.from({ length: 8 }, (_, i) => work(`w${i}`, runIds)));

  const all = did.flat().toSorted();
  const expected = runIds.flatMap((runId) => graph.steps.map((step) => `${runId} ${step.id} 1`)).toSorted();
  expect(all).toEqual(expected);
  for (const run of runs) {
    const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 }, 10_000);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    const last = events.at(-1)?.body;
    expect(last).toMatchObject({ type: "run.status", status: "succeeded" });
    const started = events.filter(
      (event) => event.body.type === "run.status" && event.body.status === "running",
    );
    expect(started).toHaveLength(1);
  }
}, 60_000);

test("a workspace with many ready steps does not delay another's first", async () => {
  const crowd = await seedRun(db, testGraph(Array.from({ length: 200 }, (_, i) => `s${i}`)));
  await claimSteps(db, { workerId: "w", limit: 5, leaseSeconds: 60 });
  const other = await seedRun(db, testGraph(["only"]));
  const { steps } = await claimSteps(db, { workerId: "w", limit: 1, leaseSeconds: 60 });
  expect(steps.map((step) => step.runId)).toEqual([other.runId]);
  await db.stepRun.deleteMany({ where: { runId: { in: [crowd.runId, other.runId] } } });
});

test("within a workspace runs take turns", async () => {
  const workspaceId = await seedWorkspace(db);
  const graph = testGraph(Array.from({ length: 10 }, (_, i) => `s${i}`));
  const first = await seedRun(db, graph, { workspaceId });
  const second = await seedRun(db, graph, { workspaceId });
  const { steps } = await claimSteps(db, { workerId: "w", limit: 4, leaseSeconds: 60 });
  const count = (runId: string) => steps.filter((step) => step.runId === runId).length;
  expect([count(first.runId), count(second.runId)]).toEqual([2, 2]);
  await db.stepRun.deleteMany({ where: { runId: { in: [first.runId, second.runId] } } });
});

test("a claim that met a locked run says so, and takes nothing of it", async () => {
  const run = await seedRun(db, testGraph(["a"]));
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 as one from runs where id = ${run.runId} for no key update`;
    expect(await claimSteps(db, { workerId: "w", limit: 1, leaseSeconds: 60 })).toMatchObject({
      steps: [],
      skipped: true,
    });
  });
  const { steps, skipped } = await claimSteps(db, { workerId: "w", limit: 1, leaseSeconds: 60 });
  expect([steps.length, skipped]).toEqual([1, false]);
});

test("a claim locks steps in the order of their ids, whichever goes first", async () => {
  const run = await seedRun(db, testGraph(["a", "b", "c"]));
  await db.$executeRaw`
    update step_runs set rank = case step_id when 'c' then 3 when 'b' then 2 else 1 end where run_id = ${run.runId}`;
  const other = await pool.connect();
  try {
    await other.query("begin");
    const lock = (stepId: string) =>
      other.query("select from step_runs where run_id = $1 and step_id = $2 for update nowait", [
        run.runId,
        stepId,
      ]);
    await lock("a");
    const claimed = claimOf(db, run.runId);
    await expect
      .poll(async () => {
        const { rowCount } = await pool.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rowCount;
      })
      .toBe(1);
    // It waits for the first without having the others.
    await lock("b");
    await lock("c");
    await other.query("commit");
    expect((await claimed).map(({ stepId }) => stepId)).toEqual(["c", "b", "a"]);
  } finally {
    other.release();
  }
});
