import { expect, test } from "vitest";
import { readEvents } from "#lib/events/read.ts";
import { decideStep } from "#lib/ledger/decide-step.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { outsideFile, startWorker, TEST_TOOL_VERSIONS } from "#lib/testing/worker-program.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 60_000, interval: 20 };

test("a worker that is stopped beyond its lease and goes on later neither undoes nor doubles what happened", async () => {
  const graph = testGraph(
    [
      testStep("hold-read", { tool: "test.read" }),
      testStep("hold-once", { tool: "test.once" }),
      testStep("hold-decided", { tool: "test.once" }),
      testStep("last", { tool: "test.read" }),
    ],
    ["hold-read>last", "hold-once>last", "hold-decided>last"],
  );
  const run = await seedRun(db, graph, { toolVersions: TEST_TOOL_VERSIONS });
  const outside = outsideFile();
  const states = async () =>
    Object.fromEntries(
      (await stepViews(db, run)).map(({ stepId, status, attempt }) => [stepId, `${status} ${attempt}`]),
    );
  const first = await startWorker(url, outside.file, { hold: true, leaseSeconds: 2 });
  await expect.poll(() => outside.lines().length, WAIT).toBe(3);
  first.process.kill("SIGSTOP");

  // Its lock is held all the while, so only the leases tell.
  const second = await startWorker(url, outside.file);
  await expect.poll(states, WAIT).toEqual({
    "hold-read": "succeeded 2",
    "hold-once": "waiting 1",
    "hold-decided": "waiting 1",
    last: "blocked 0",
  });
  await decideStep(db, { ...run, stepId: "hold-decided" }, { kind: "skip", output: "Ann's" }, "Ann");
  const these = { runId: run.runId, stepId: { in: ["hold-read", "hold-decided"] } };
  const rows = () => db.stepRun.findMany({ where: these, orderBy: { stepId: "asc" } });
  const tries = () => db.attempt.findMany({ where: these, orderBy: [{ stepId: "asc" }, { attempt: "asc" }] });
  const before = await rows();
  const triesBefore = await tries();
  expect(before).toMatchObject([
    { stepId: "hold-decided", status: "skipped", output: "Ann's" },
    { stepId: "hold-read", output: { worker: second.process.pid }, workerDeaths: 1 },
  ]);

  outside.letGo();
  first.process.kill("SIGCONT");
  // The outcome that nobody knew is told by the late result; the other two late results are refused.
  await expect.poll(states, WAIT).toEqual({
    "hold-read": "succeeded 2",
    "hold-once": "succeeded 1",
    "hold-decided": "skipped 1",
    last: "succeeded 1",
  });
  const refusals = () => first.log.filter((line) => line.includes("no longer this worker's")).length;
  await expect.poll(refusals, WAIT).toBe(2);
  expect(await rows()).toEqual(before);
  expect(await tries()).toEqual(triesBefore);
  const ends = triesBefore.flatMap(({ stepId, status }) => (stepId === "hold-read" ? [status] : []));
  expect(ends).toEqual(["lost", "succeeded"]);
  for (const id of ["hold-once", "hold-decided"]) expect(outside.count(`begin ${id}`), id).toBe(1);
  const { status } = await db.run.findFirstOrThrow({ where: { id: run.runId } });
  expect(status).toBe("succeeded");
  expect(first.process.exitCode).toBeNull();
  const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 }, 10_000);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
}, 180_000);
