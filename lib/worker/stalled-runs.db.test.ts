import { expect, test } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import type { RunSettings } from "#lib/domain/settings.ts";
import { proposeReplanJob } from "#lib/jobs/propose-replan.ts";
import { getRun } from "#lib/services/get-run.ts";
import { openUnaskedReplan } from "#lib/services/runs/open-replan.ts";
import { sweepStalled } from "#lib/ledger/sweep-stalled.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { toolSpecs } from "#lib/tools/registry.ts";

const { prisma: db, pool } = await testDb();
const deps = { db, pool, log: createLogger("test") };

/** A run whose first search failed, so that nothing can go on. `others`: tools that its second step may fall back to. */
async function stalled(settings: Partial<RunSettings>, others: readonly string[] = []) {
  const member = await newMember(db);
  const fallbacks = others.map((tool) => ({ tool, args: searchStep("b").args }));
  const graph = testGraph([searchStep("a"), searchStep("b", { fallbacks })], ["a>b"]);
  const toolVersions = Object.fromEntries(toolSpecs().map(({ name, version }) => [name, version]));
  const run = await seedRun(db, graph, { workspaceId: member.workspaceId, toolVersions });
  await db.workspace.update({ where: { id: member.workspaceId }, data: { runSettings: settings } });
  await fail(run.runId);
  const sweep = async () =>
    (await sweepStalled(db, openUnaskedReplan)).filter(({ runId }) => runId === run.runId).length;
  const replans = () => db.replan.findMany({ where: { runId: run.runId }, orderBy: { createdAt: "asc" } });
  const answer = async () => {
    const open = (await replans()).find(({ status }) => status === "planning");
    if (!open) throw new Error("No replan is being planned.");
    const payload = { workspaceId: member.workspaceId, runId: run.runId, replanId: open.id };
    await proposeReplanJob(deps, payload, { job: { id: "1", attempts: 1 } });
  };
  const view = () => getRun({ ctx: member.ctx, input: { runId: run.runId } });
  return { ...run, sweep, replans, answer, view };
}

async function fail(runId: string): Promise<void> {
  const error = { code: "nothing_found", message: "Nothing.", retryable: false };
  await db.stepRun.updateMany({
    where: { runId, stepId: "a" },
    data: { status: "failed", attempt: 1, error, finishedAt: new Date() },
  });
  await db.run.updateMany({ where: { id: runId }, data: { status: "needs_attention", live: 0, undone: 2 } });
}

test("a run that cannot go on gets one replan for a failure, where its workspace wishes it", async () => {
  const run = await stalled({ onStall: "replan" });
  expect(await Promise.all([run.sweep(), run.sweep()])).toContain(1);
  expect(await run.sweep()).toBe(0);
  expect(await run.replans()).toMatchObject([
    { status: "planning", createdBy: "system", note: "", cause: { kind: "failure", stepIds: ["a"] } },
  ]);
  await run.answer();
  expect(await run.replans()).toMatchObject([{ status: "proposed" }]);
  expect(await run.sweep()).toBe(0);
  expect((await run.view()).status).toBe("needs_attention");
});

test("other workspaces are asked as before", async () => {
  expect(await (await stalled({ onStall: "ask" })).sweep()).toBe(0);
  expect(await (await stalled({ onStall: "fail" })).sweep()).toBe(0);
});

test("where the workspace wishes it a replan is applied by itself, as often as it may be and no more", async () => {
  const run = await stalled({ onStall: "replan", replans: "apply", mostReplans: 1 }, ["cache.read"]);
  expect(await run.sweep()).toBe(1);
  await run.answer();
  expect(await run.replans()).toMatchObject([{ status: "accepted" }]);
  const moved = await run.view();
  expect(moved).toMatchObject({ status: "running", versionNumber: 2 });
  expect(moved.graph.steps.find(({ id }) => id === "a")?.tool).toBe("cache.read");
  await fail(run.runId);
  expect(await run.sweep()).toBe(0);
});

test("one that brings a new tool waits for a person all the same", async () => {
  const run = await stalled({ onStall: "replan", replans: "apply" });
  expect(await run.sweep()).toBe(1);
  await run.answer();
  const [replan] = await run.replans();
  expect(replan).toMatchObject({ status: "proposed" });
  expect(JSON.stringify(replan?.changes)).toContain("cache.read");
  expect((await run.view()).versionNumber).toBe(1);
});
