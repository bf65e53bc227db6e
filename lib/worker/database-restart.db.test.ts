import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createDb } from "#lib/db/client.ts";
import { migrate } from "#lib/db/migrate.ts";
import { readEvents } from "#lib/events/read.ts";
import { startPostgres } from "#lib/launch/postgres.ts";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";
import { decideStep } from "#lib/ledger/decide-step.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { outsideFile, startWorker, TEST_TOOL_VERSIONS } from "#lib/testing/worker-program.ts";

const WAIT = { timeout: 90_000, interval: 50 };

/** A database server of its own, since this one is killed. */
async function ownServer() {
  const directory = await temporaryDirectory("restart");
  const options = {
    directory: directory.path,
    password: "planwright",
    logFile: directory.file("postgres.log"),
  };
  let server = await startPostgres(options);
  onTestFinished(async () => {
    await server.stop();
    directory.remove();
  });
  const admin = new pg.Client({ connectionString: server.url("postgres") });
  await admin.connect();
  await admin.query("create database restarted");
  await admin.end();
  const url = server.url("restarted");
  await migrate(url);
  const killAndRestart = async () => {
    process.kill(-server.identity.pid, "SIGKILL");
    await server.ended;
    server = await startPostgres({ ...options, port: server.port, samePort: true });
  };
  return { url, killAndRestart };
}

test("the database is killed twice during a run: no step lost, none done twice, the worker lives", async () => {
  const { url, killAndRestart } = await ownServer();
  const { prisma: db, close } = createDb(url, 3);
  onTestFinished(close);
  const ids = Array.from({ length: 60 }, (_, i) => `s${i}`);
  const tool = (i: number) => (i % 3 === 0 ? "test.once" : "test.read");
  // Three chains side by side, so that several steps are under way at every moment.
  const graph = testGraph(
    ids.map((id, i) => testStep(id, { tool: tool(Math.floor(i / 3)) })),
    ids.slice(3).map((id, i) => `s${i}>${id}`),
  );
  const run = await seedRun(db, graph, { toolVersions: TEST_TOOL_VERSIONS });
  const outside = outsideFile();
  const worker = await startWorker(url, outside.file);
  // What was in the middle of a call that must not be repeated waits for a person, who looks at what was really done.
  const repeated: string[] = [];
  const decide = async () => {
    for (const { stepId, waitingFor, status } of await stepViews(db, run)) {
      const key = { ...run, stepId };
      if (waitingFor === "decision") {
        const outcome = outside.count(`end ${stepId}`) > 0 ? "succeeded" : "failed";
        await decideStep(db, key, { kind: "settle", outcome }, "Ann");
      } else if (status === "failed") {
        repeated.push(stepId);
        await decideStep(db, key, { kind: "retry" }, "Ann");
      }
    }
  };
  for (const lines of [15, 60]) {
    const seen = async () => {
      // All three chains may wait for a person.
      await decide();
      return outside.lines().length;
    };
    await expect.poll(seen, WAIT).toBeGreaterThan(lines);
    await killAndRestart();
  }
  const status = async () => {
    await decide();
    return (await db.run.findFirstOrThrow({ where: { id: run.runId } })).status;
  };
  await expect.poll(status, WAIT).toBe("succeeded");

  const views = await stepViews(db, run);
  expect(views.filter(({ status }) => status === "succeeded")).toHaveLength(ids.length);
  const once = graph.steps.filter((step) => step.tool === "test.once").map(({ id }) => id);
  for (const id of once) {
    expect(outside.count(`end ${id}`), id).toBe(1);
    // Fewer when a call was recorded and the database died with the answer: then it was never made.
    const most = 1 + repeated.filter((each) => each === id).length;
    expect(outside.count(`begin ${id}`), id).toBeLessThanOrEqual(most);
  }
  expect(worker.process.exitCode).toBeNull();
  expect(worker.process.signalCode).toBeNull();
  const events = await readEvents(db, run.workspaceId, { [runTopic(run.runId)]: 0 }, 10_000);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
}, 240_000);
