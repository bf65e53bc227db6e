import { expect, test } from "vitest";
import type { RunSettings } from "#lib/domain/settings.ts";
import { readEvents } from "#lib/events/read.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { stepViews } from "#lib/ledger/step-views.ts";
import { testDb } from "#lib/testing/database.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { outsideFile, startWorker, TEST_TOOL_VERSIONS } from "#lib/testing/worker-program.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 60_000, interval: 20 };

/** A run of one step, whose first tool holds while its worker holds, and which is slow after so many seconds. */
async function slowRun(onSlow: RunSettings["onSlow"], slowAfter = 1) {
  const step = testStep("hold-a", {
    tool: "test.idempotent",
    fallbacks: [{ tool: "test.local", args: { value: { kind: "literal", value: "second best" } } }],
  });
  const run = await seedRun(db, testGraph([step]), { toolVersions: TEST_TOOL_VERSIONS });
  await db.workspace.update({ where: { id: run.workspaceId }, data: { runSettings: { onSlow } } });
  await db.$executeRaw`
    update step_runs set slow_after = ${slowAfter}::float8, expected_seconds = 0.1 where run_id = ${run.runId}`;
  return run;
}
const theStep = async (run: { workspaceId: string; runId: string }) => {
  const [view] = await stepViews(db, run);
  const { output } = await db.stepRun.findFirstOrThrow({ where: { runId: run.runId } });
  return { view, output };
};
const slowEvents = async ({ workspaceId, runId }: { workspaceId: string; runId: string }) =>
  (await readEvents(db, workspaceId, { [runTopic(runId)]: 0 }))
    .map(({ body }) => body)
    .filter((body) => body.type === "step.slow");

test("a step that takes too long on one worker is done by another, as the workspace wishes", async () => {
  const run = await slowRun("retry_elsewhere", 3_600);
  const outside = outsideFile();
  const slow = await startWorker(url, outside.file, { hold: true });
  await expect.poll(() => outside.count("begin hold-a"), WAIT).toBe(1);
  const quick = await startWorker(url, outside.file);
  // Only now is there another worker to do it, however long this one took to start.
  await db.$executeRaw`update step_runs set slow_at = now() where run_id = ${run.runId}`;
  await expect.poll(async () => (await theStep(run)).view?.status, WAIT).toBe("succeeded");
  const { view, output } = await theStep(run);
  expect(view).toMatchObject({ attempt: 2, tool: "test.idempotent", slow: false });
  expect(output).toMatchObject({ worker: quick.process.pid });
  expect(await slowEvents(run)).toMatchObject([{ attempt: 1, answer: "retry_elsewhere" }]);
  // The one that was too slow was told to stop, and lives.
  expect(outside.count("end hold-a")).toBe(1);
  expect(slow.process.exitCode).toBeNull();
}, 120_000);

test("a step that takes too long with its tool goes on with its fallback, as the workspace wishes", async () => {
  const run = await slowRun("fall_back");
  const outside = outsideFile();
  await startWorker(url, outside.file, { hold: true });
  await expect.poll(() => outside.count("begin hold-a"), WAIT).toBe(2);
  outside.letGo();
  await expect.poll(async () => (await theStep(run)).view?.status, WAIT).toBe("succeeded");
  const { view, output } = await theStep(run);
  expect(view).toMatchObject({ attempt: 2, tool: "test.local" });
  expect(output).toMatchObject({ value: "second best" });
  const told = await slowEvents(run);
  expect(told[0]).toMatchObject({ attempt: 1, answer: "fall_back" });
}, 120_000);
