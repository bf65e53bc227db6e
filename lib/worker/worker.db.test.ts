import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { readEvents } from "#lib/events/read.ts";
import { abortRun } from "#lib/ledger/abort-run.ts";
import { decideStep } from "#lib/ledger/decide-step.ts";
import { runTopic, type RunKey } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { outsideFile, startWorker, TEST_TOOL_VERSIONS } from "#lib/testing/worker-program.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 60_000, interval: 20 };
const toolVersions = TEST_TOOL_VERSIONS;

const statusOf = async ({ workspaceId, runId }: RunKey) =>
  (await db.run.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: runId } } })).status;

const workerIdIn = (line: string) => (JSON.parse(line) as { workerId: string }).workerId;

describe("worker programs", () => {
  test("one is killed in the middle of a run and the other finishes it: no step lost, none done twice", async () => {
    const quick = Array.from({ length: 40 }, (_, i) => `quick-${i}`);
    const step = (id: string, tool: string) => testStep(id, { tool });
    const graph = testGraph(
      [
        step("first", "test.read"),
        step("hold-read", "test.read"),
        step("hold-once", "test.once"),
        ...quick.map((id) => step(id, "test.once")),
        step("last", "test.read"),
      ],
      [
        "first>hold-read",
        "first>hold-once",
        "first>quick-0",
        ...quick.slice(1).map((id, i) => `quick-${i}>${id}`),
        "quick-39>last",
        // What is held keeps half of the run for the other worker, however long that takes to start.
        "hold-read>quick-20",
        "hold-once>last",
      ],
    );
    const run = await seedRun(db, graph, { toolVersions });
    const outside = outsideFile();

    const { process: victim } = await startWorker(url, outside.file, { hold: true });
    await expect
      .poll(() => outside.count("begin hold-read") + outside.count("begin hold-once"), WAIT)
      .toBe(2);
    await startWorker(url, outside.file);
    await expect.poll(() => outside.count("end quick-19"), WAIT).toBe(1);
    expect(await statusOf(run)).toBe("running");
    victim.kill("SIGKILL");
    await once(victim, "exit");

    // What must not be repeated unasked waits for a person, who knows that it happened.
    await expect
      .poll(async () => {
        for (const view of await stepViews(db, run)) {
          if (view.waitingFor !== "decision") continue;
          await decideStep(
            db,
            { ...run, stepId: view.stepId },
            { kind: "settle", outcome: "succeeded" },
            "Ann",
          );
        }
        return statusOf(run);
      }, WAIT)
      .toBe("succeeded");

    const views = await stepViews(db, run);
    expect(views.map((view) => view.stepId).toSorted()).toEqual(graph.steps.map(({ id }) => id).toSorted());
    expect(views.filter((view) => view.status !== "succeeded")).toEqual([]);
    for (const id of [...quick, "hold-once"]) expect(outside.count(`begin ${id}`), id).toBe(1);
    for (const id of ["first", "hold-read", "last"]) expect(outside.count(`end ${id}`), id).toBe(1);
    // The held ones really were under way when their worker died.
    expect(outside.count("begin hold-read")).toBe(2);
    expect(outside.count("end hold-once")).toBe(0);
    const attempts = await db.attempt.findMany({
      where: { runId: run.runId, stepId: { startsWith: "hold-" } },
    });
    const ends = attempts.map(({ stepId, attempt, status }) => `${stepId} ${attempt} ${status}`).toSorted();
    expect(ends).toEqual(["hold-once 1 succeeded", "hold-read 1 lost", "hold-read 2 succeeded"]);
    const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 }, 10_000);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  }, 180_000);

  test("abort reaches a running tool, and the run ends", async () => {
    const run = await seedRun(db, testGraph([testStep("hold-a", { tool: "test.read" }), "b"], ["hold-a>b"]), {
      toolVersions,
    });
    const outside = outsideFile();
    await startWorker(url, outside.file, { hold: true });
    await expect.poll(() => outside.count("begin hold-a"), WAIT).toBe(1);
    await abortRun(db, run, "Ann");
    await expect.poll(() => statusOf(run), WAIT).toBe("aborted");
    const states = (await stepViews(db, run)).map((view) => `${view.stepId} ${view.status} ${view.attempt}`);
    expect(states).toEqual(["b cancelled 0", "hold-a cancelled 1"]);
    expect(outside.count("end hold-a")).toBe(0);
  }, 120_000);

  test("a worker told to stop gives back what it cannot end, exits cleanly, and another goes on", async () => {
    const run = await seedRun(db, testGraph([testStep("hold-a", { tool: "test.read" })]), { toolVersions });
    const outside = outsideFile();
    const { process: first } = await startWorker(url, outside.file, { hold: true });
    await expect.poll(() => outside.count("begin hold-a"), WAIT).toBe(1);
    first.kill("SIGTERM");
    const [code] = (await once(first, "exit")) as [number | null];
    expect(code).toBe(0);
    expect(await stepViews(db, run)).toMatchObject([
      { status: "ready", notes: ["The worker that ran this was stopped."] },
    ]);
    await startWorker(url, outside.file);
    await expect.poll(() => statusOf(run), WAIT).toBe("succeeded");
    const [row] = await db.stepRun.findMany({ where: { runId: run.runId } });
    expect(row?.workerDeaths).toBe(0);
  }, 120_000);

  test("a worker that loses its connections goes on as a new one", async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `s${i}`);
    const graph = testGraph(
      ids.map((id) => testStep(id, { tool: "test.read" })),
      ids.slice(1).map((id, i) => `s${i}>${id}`),
    );
    const run = await seedRun(db, graph, { toolVersions });
    const outside = outsideFile();
    const { process: worker, log } = await startWorker(url, outside.file);
    await expect.poll(() => outside.count("end s3"), WAIT).toBe(1);
    await db.$executeRaw`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name in ('planwright-worker', 'planwright-listen', 'planwright-jobs')`;
    await expect.poll(() => statusOf(run), WAIT).toBe("succeeded");
    expect(worker.exitCode).toBeNull();
    const lives = log.flatMap((line) => (line.includes('"worker ready"') ? [workerIdIn(line)] : []));
    expect(lives).toHaveLength(2);
    const workers = await db.attempt.groupBy({ by: ["workerId"], where: { runId: run.runId } });
    // A worker of the test before may be among them: what it had asked the database for when it was killed is done all the same, and
    // may claim a step, which is taken back from it.
    expect(workers.map(({ workerId }) => workerId)).toEqual(expect.arrayContaining(lives));
  }, 120_000);
});
