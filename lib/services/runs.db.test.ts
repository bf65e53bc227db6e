import { describe, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { readEvents } from "#lib/events/read.ts";
import { beginCall } from "#lib/ledger/begin-call.ts";
import { reap } from "#lib/ledger/reap.ts";
import { expandStep } from "#lib/ledger/expand-step.ts";
import { claimOf, codeOf, completeStep, failAll, searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { addMember, newMember } from "#lib/testing/members.ts";
import { seedPlan, seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { abortRun } from "./abort-run.ts";
import { getOutputFile } from "./get-output-file.ts";
import { getRun } from "./get-run.ts";
import { getStepRun } from "./get-step-run.ts";
import { listRuns } from "./list-runs.ts";
import { pauseRun } from "./pause-run.ts";
import { resumeRun } from "./resume-run.ts";
import { retryStep } from "./retry-step.ts";
import { settleStep } from "./settle-step.ts";
import { skipStep } from "./skip-step.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

describe("startRun", () => {
  test("two identical starts at once make one run; the plan's version is sealed once", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a"), searchStep("b")], ["a>b"]));
    const input = { planId, rev: 0, idempotencyKey: "click-1" };
    const [first, second] = await Promise.all([startRun({ ctx, input }), startRun({ ctx, input })]);
    expect(second).toEqual(first);
    expect(await startRun({ ctx, input })).toEqual(first);
    const other = await startRun({ ctx, input: { ...input, idempotencyKey: "click-2" } });
    expect(other).not.toEqual(first);
    expect(await db.planVersion.count({ where: { workspaceId } })).toBe(1);
    const view = await getRun({ ctx, input: other });
    expect(view).toMatchObject({
      number: 2,
      status: "queued",
      versionNumber: 1,
      stepsTotal: 2,
      stepsDone: 0,
    });
    expect(view.steps.map((step) => step.status)).toEqual(["ready", "blocked"]);
  });

  test("a plan with faults is refused with an issue for each, and nothing is written", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const graph = testGraph([searchStep("a", { args: {} }), testStep("b", { tool: "no.such.tool" })]);
    const planId = await seedPlan(db, workspaceId, graph);
    const refused = startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "k" } });
    await expect(refused).rejects.toMatchObject({
      code: "invalid",
      issues: expect.arrayContaining([
        expect.objectContaining({ path: expect.arrayContaining(["steps", "a"]) as unknown }),
        expect.objectContaining({ path: expect.arrayContaining(["steps", "b"]) as unknown }),
      ]) as unknown,
    });
    const where = { workspaceId };
    expect([await db.run.count({ where }), await db.planVersion.count({ where })]).toEqual([0, 0]);
  });

  test("a plan built by hand after planning failed can run", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a")]), { status: "failed" });
    const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "k" } });
    expect(await getRun({ ctx, input: { runId } })).toMatchObject({ status: "queued", stepsTotal: 1 });
  });

  test("refuses an empty plan, a draft that moved on, one still being planned, a viewer, another workspace", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const start = async (planId: string, rev: number, as = ctx) =>
      codeOf(startRun({ ctx: as, input: { planId, rev, idempotencyKey: newId() } }));
    const graph = testGraph([searchStep("a")]);
    expect(await start(await seedPlan(db, workspaceId, testGraph([])), 0)).toBe("invalid");
    expect(await start(await seedPlan(db, workspaceId, graph), 7)).toBe("conflict");
    expect(await start(await seedPlan(db, workspaceId, graph, { status: "planning" }), 0)).toBe("conflict");
    expect(await start(await seedPlan(db, workspaceId, graph, { status: "choosing" }), 0)).toBe("conflict");
    const planId = await seedPlan(db, workspaceId, graph);
    expect(await start(planId, 0, (await newMember(db)).ctx)).toBe("not_found");
    expect(await start(planId, 0, (await newMember(db, { role: "viewer" })).ctx)).toBe("forbidden");
    expect(await start("no id", 0)).toBe("not_found");
    expect(await db.run.count({ where: { workspaceId } })).toBe(0);
  });
});

describe("steering", () => {
  test("a second click is a no-op, and what cannot be is refused", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
    const input = { runId };
    const codes = [];
    for (const verb of [pauseRun, pauseRun, resumeRun, resumeRun, abortRun, abortRun, pauseRun, resumeRun]) {
      codes.push(await codeOf(verb({ ctx, input })));
    }
    expect(codes).toEqual(["ok", "ok", "ok", "ok", "ok", "ok", "conflict", "conflict"]);
    expect((await getRun({ ctx, input })).reason).toBe(
      "Aborted: 0 steps done, 0 stopped before the end, 1 not started.",
    );
    // Pause, resume, abort and its end: a second click writes no event.
    const events = await readEvents(db, workspaceId, { [`run:${runId}`]: 0 });
    const statuses = events.flatMap(({ body }) => (body.type === "run.status" ? [body.status] : []));
    expect(statuses).toEqual(["queued", "pausing", "paused", "running", "aborting", "aborted"]);
  });

  test("an item of a map is retried and skipped by its own id", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const map = testStep("map", { kind: "map", each: { ref: "list", path: [] } });
    const { runId } = await seedRun(db, testGraph(["list", map], ["list>map"]), { workspaceId });
    const [list] = await claimOf(db, runId);
    if (list) await completeStep(db, list, { output: ["x"], summary: "", notes: [] });
    const [begun] = await claimOf(db, runId);
    if (begun) await expandStep(db, begun, ["x"]);
    const item = { runId, stepId: "map.0" };
    await failAll(db, runId);
    expect(await codeOf(retryStep({ ctx, input: item }))).toBe("ok");
    await failAll(db, runId);
    expect(await codeOf(skipStep({ ctx, input: { ...item, output: "mine" } }))).toBe("ok");
    expect((await getStepRun({ ctx, input: { runId, stepId: "map" } })).output).toEqual(["mine"]);
  });

  test("retry, skip with an output, and what they refuse", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a", "b"], ["a>b"]), { workspaceId });
    const a = { runId, stepId: "a" };
    expect(await codeOf(retryStep({ ctx, input: { runId, stepId: "b" } }))).toBe("conflict");
    await failAll(db, runId);
    expect(await codeOf(retryStep({ ctx, input: a }))).toBe("ok");
    expect(await codeOf(retryStep({ ctx, input: a }))).toBe("ok");
    await failAll(db, runId);
    expect((await getRun({ ctx, input: { runId } })).status).toBe("needs_attention");
    expect(await codeOf(skipStep({ ctx, input: { ...a, output: "half \ud800" } }))).toBe("invalid");
    expect(await codeOf(skipStep({ ctx, input: { ...a, output: { text: "mine" } } }))).toBe("ok");
    expect(await codeOf(skipStep({ ctx, input: { ...a, output: "other" } }))).toBe("ok");
    expect((await getStepRun({ ctx, input: a })).output).toEqual({ text: "mine" });
    for (const step of await claimOf(db, runId))
      await completeStep(db, step, { output: 1, summary: "", notes: [] });
    expect((await getRun({ ctx, input: { runId } })).status).toBe("succeeded");
    expect(await codeOf(skipStep({ ctx, input: { runId, stepId: "b" } }))).toBe("conflict");
    expect(await codeOf(retryStep({ ctx, input: { runId, stepId: "nothing" } }))).toBe("not_found");
  });

  test("an unknown outcome is settled once", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
    const [step] = await claimOf(db, runId);
    if (!step) throw new Error("nothing was claimed");
    const call = { call: 0, tool: "t", toolVersion: "1", sideEffect: "once" as const, args: {} };
    await beginCall(db, step, call);
    const input = { runId, stepId: "a", outcome: "succeeded" as const };
    expect(await codeOf(settleStep({ ctx, input }))).toBe("conflict");
    await reap(db);
    expect(await codeOf(settleStep({ ctx, input }))).toBe("ok");
    expect(await codeOf(settleStep({ ctx, input }))).toBe("ok");
    expect(await codeOf(settleStep({ ctx, input: { ...input, outcome: "failed" } }))).toBe("conflict");
  });
});

describe("reading", () => {
  test("lists newest first, by words, number and status, a page at a time", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const graph = testGraph(["a"]);
    for (const title of ["Eco plan", "Eco budget", "Hiring 100%", "Eco launch"]) {
      await seedRun(db, graph, { workspaceId, title, goal: `Goal of ${title}` });
    }
    await seedRun(db, graph, { title: "Eco of somebody else" });
    const numbers = async (input: Parameters<typeof listRuns>[0]["input"]) => {
      const { items, next, total } = await listRuns({ ctx, input });
      return { numbers: items.map((item) => item.number), next, total };
    };
    expect(await numbers({})).toEqual({ numbers: [4, 3, 2, 1], next: null, total: 4 });
    const first = await numbers({ query: "eco", limit: 2 });
    expect(first).toEqual({ numbers: [4, 2], next: "2", total: 3 });
    expect(await numbers({ query: "eco", limit: 2, cursor: first.next })).toEqual({
      numbers: [1],
      next: null,
      total: 3,
    });
    expect((await numbers({ query: "#3" })).numbers).toEqual([3]);
    expect((await numbers({ query: "100%" })).numbers).toEqual([3]);
    expect((await numbers({ query: "_" })).numbers).toEqual([]);
    expect((await numbers({ status: ["succeeded"] })).numbers).toEqual([]);
    expect((await numbers({ status: ["queued", "failed"] })).total).toBe(4);
    expect(await codeOf(listRuns({ ctx, input: { cursor: "x" } }))).toBe("invalid");
    expect(await codeOf(listRuns({ ctx, input: { query: "\u0000" } }))).toBe("invalid");
  });

  test("a step's detail names its files; their content comes apart, byte for byte", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
    const [step] = await claimOf(db, runId);
    if (!step) throw new Error("nothing was claimed");
    const content = "Überschrift \u0000 \ud800\r\n";
    const output = { text: "done", files: [{ name: "a.md", mediaType: "text/markdown", content }] };
    await completeStep(db, step, { output, summary: "Done", notes: ["A note."] });
    const detail = await getStepRun({ ctx, input: { runId, stepId: "a" } });
    const file = { name: "a.md", mediaType: "text/markdown", bytes: Buffer.byteLength(content) };
    expect(detail).toMatchObject({
      step: { status: "succeeded", notes: ["A note."], hasOutput: true },
      output: { text: "done", files: [file] },
      files: [file],
      attempts: [{ attempt: 1, status: "succeeded", workerId: "w1" }],
    });
    const input = { runId, stepId: "a", name: "a.md" };
    expect(await getOutputFile({ ctx, input })).toEqual({
      name: "a.md",
      mediaType: "text/markdown",
      content,
    });
    expect(await codeOf(getOutputFile({ ctx, input: { ...input, name: "b.md" } }))).toBe("not_found");
    const stranger = (await newMember(db)).ctx;
    expect(await codeOf(getOutputFile({ ctx: stranger, input }))).toBe("not_found");
    expect(await codeOf(getStepRun({ ctx: stranger, input }))).toBe("not_found");
    expect(await codeOf(getRun({ ctx: stranger, input }))).toBe("not_found");
  });
});

test("of the runs of a workspace a member sees their own when they ask for those, without the parts of others", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const other = await addMember(db, workspaceId, "Bo", "editor");
  const planId = await seedPlan(db, workspaceId, testGraph([searchStep("a")]));
  const mine = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "mine" } });
  await startRun({ ctx: other, input: { planId, rev: 0, idempotencyKey: "theirs" } });
  const list = async (input: { mine?: boolean }) => {
    const { items, total } = await listRuns({ ctx, input });
    return { ids: items.map(({ id }) => id), total };
  };
  expect((await list({})).total).toBe(2);
  expect(await list({ mine: true })).toEqual({ ids: [mine.runId], total: 1 });
});
