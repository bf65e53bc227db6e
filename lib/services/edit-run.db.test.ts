import { describe, expect, test } from "vitest";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import { readEvents } from "#lib/events/read.ts";
import { codeOf, searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import { claimReady, finishStep, workAll } from "#lib/testing/work-steps.ts";
import { abortRun } from "./abort-run.ts";
import { editRun } from "./edit-run.ts";
import { getPlan } from "./get-plan.ts";
import { getRun } from "./get-run.ts";
import { savePatches } from "./save-patches.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

/** a is done, b runs, c and d wait for it. */
async function underWay() {
  const { ctx, workspaceId, userId } = await newMember(db);
  const steps = ["a", "b", "c", "d"].map((id) => searchStep(id));
  const planId = await seedPlan(db, workspaceId, testGraph(steps, ["a>b", "b>c", "b>d"]));
  const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "first" } });
  const [a] = await claimReady(db, { runId });
  if (a) await finishStep(db, a, "a");
  const [b] = await claimReady(db, { runId });
  if (b?.stepId !== "b") throw new Error("b was not claimed");
  return { ctx, workspaceId, userId, planId, runId, b };
}
const rename = (stepId: string): PlanPatch[number] => ({ op: "update", stepId, changes: { title: "Other" } });
const query = (stepId: string, value: string): PlanPatch[number] => ({
  op: "update",
  stepId,
  changes: { args: { query: { kind: "literal", value } } },
});

describe("editRun", () => {
  test("names each step that has started, beside it, and changes nothing", async () => {
    const { ctx, runId, planId } = await underWay();
    const before = await getRun({ ctx, input: { runId } });
    const patch = [rename("a"), { op: "remove" as const, stepId: "b", bridge: true }, rename("c")];
    await expect(editRun({ ctx, input: { runId, baseVersion: 1, patch } })).rejects.toMatchObject({
      code: "conflict",
      message: "2 steps have started by now, so they can no longer be changed.",
      issues: [
        { path: ["steps", "b"], message: "“Step b” is running by now, so it can no longer be dropped." },
        { path: ["steps", "a"], message: "“Step a” is done by now, so it can no longer be changed." },
      ],
    });
    const input = { runId, baseVersion: 1, patch: [rename("b")] };
    await expect(editRun({ ctx, input })).rejects.toMatchObject({
      message: "“Step b” is running by now, so it can no longer be changed.",
    });
    expect(await getRun({ ctx, input: { runId } })).toEqual(before);
    expect((await getPlan({ ctx, input: { planId } })).rev).toBe(0);
  });

  test("refuses what does not fit, what could not run, another version than the run's, and a run that is over", async () => {
    const { ctx, runId } = await underWay();
    const edit = (patch: PlanPatch, baseVersion = 1) =>
      codeOf(editRun({ ctx, input: { runId, baseVersion, patch } }));
    expect(await edit([])).toBe("invalid");
    expect(await edit([rename("none")])).toBe("invalid");
    const unfit: PlanPatch = [{ op: "update", stepId: "c", changes: { tool: "no.such" } }];
    await expect(editRun({ ctx, input: { runId, baseVersion: 1, patch: unfit } })).rejects.toMatchObject({
      code: "invalid",
      issues: [expect.objectContaining({ path: ["steps", "c", "tool"] })],
    });
    expect(await edit([rename("c")], 2)).toBe("conflict");
    await abortRun({ ctx, input: { runId } });
    expect(await edit([rename("c")])).toBe("conflict");
    expect((await getRun({ ctx, input: { runId } })).versionNumber).toBe(1);
  });

  test("adds, removes, changes and rewires what has not started; the rest stays, and the run ends with the new plan", async () => {
    const { ctx, workspaceId, userId, planId, runId, b } = await underWay();
    const before = await getRun({ ctx, input: { runId } });
    const patch: PlanPatch = [
      query("c", "another question"),
      { op: "remove", stepId: "d", bridge: false },
      { op: "add", step: searchStep("e"), after: "c", dependencies: [{ from: "a", to: "e" }] },
      { op: "connect", from: "e", to: "c" },
    ];
    const input = { runId, baseVersion: 1, patch, idempotencyKey: "k" };
    const answer = { versionNumber: 2, said: [], asked: false };
    expect(await editRun({ ctx, input })).toEqual(answer);
    expect(await editRun({ ctx, input })).toEqual(answer);
    const view = await getRun({ ctx, input: { runId } });
    expect(view).toMatchObject({ versionNumber: 2, status: "running" });
    expect(view.steps.map((step) => `${step.stepId} ${step.status}`)).toEqual([
      "a succeeded",
      "b running",
      "c blocked",
      "e ready",
    ]);
    const plan = await getPlan({ ctx, input: { planId } });
    expect(plan.graph).toEqual(view.graph);
    expect(plan.versions.find((version) => version.number === 2)).toMatchObject({
      author: { kind: "person", userId, name: "Ada" },
      summary: "Edited during a run",
    });
    const events = await readEvents(db, workspaceId, { [`run:${runId}`]: before.seq });
    const reduced = events.reduce<typeof before>((run, event) => {
      const next = applyRunEvent(run, event);
      if (next === "gap") throw new Error("a gap");
      return next;
    }, before);
    expect(reduced).toEqual(view);

    await finishStep(db, b, "b");
    expect((await workAll(db, { runId })).toSorted()).toEqual(["c", "e"]);
    expect((await getRun({ ctx, input: { runId } })).status).toBe("succeeded");
    // The next run of the plan is of the version that the edit made.
    const next = await startRun({ ctx, input: { planId, rev: plan.rev, idempotencyKey: "next" } });
    expect((await getRun({ ctx, input: next })).versionNumber).toBe(2);
  });

  test("names everything that is new for the run, and moves it only once that was seen", async () => {
    const { ctx, workspaceId, runId } = await underWay();
    const before = await getRun({ ctx, input: { runId } });
    const cached = searchStep("e", { tool: "cache.read" });
    const patch: PlanPatch = [
      { op: "add", step: cached, after: "c", dependencies: [{ from: "a", to: "e" }] },
    ];
    const needs = ["uses Read earlier results", "reads the workspace's runs"];
    const issues = needs.map((message) => ({ path: ["accepts"], message }));
    const input = { runId, baseVersion: 1, patch };
    await expect(editRun({ ctx, input })).rejects.toMatchObject({ code: "conflict", issues });
    // Half of it is not all of it.
    const half = { ...input, accepts: needs.slice(0, 1) };
    await expect(editRun({ ctx, input: half })).rejects.toMatchObject({ code: "conflict", issues });
    expect(await getRun({ ctx, input: { runId } })).toEqual(before);
    expect((await editRun({ ctx, input: { ...input, accepts: needs } })).versionNumber).toBe(2);
    const run = await db.run.findFirstOrThrow({ where: { workspaceId, id: runId } });
    expect(run.manifest).toMatchObject({ data: ["knowledge", "runs"] });
  });

  test("of what was edited in the plan first takes that over: the draft is the run's new version", async () => {
    const { ctx, planId, runId } = await underWay();
    const patch: PlanPatch = [query("c", "new"), rename("d")];
    await savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: "p", patch }] } });
    expect(await editRun({ ctx, input: { runId, baseVersion: 1, patch } })).toEqual({
      versionNumber: 2,
      said: [],
      asked: false,
    });
    const plan = await getPlan({ ctx, input: { planId } });
    expect(plan.rev).toBe(1);
    const next = await startRun({ ctx, input: { planId, rev: 1, idempotencyKey: "next" } });
    expect((await getRun({ ctx, input: next })).versionNumber).toBe(2);
  });

  test("beside other edits of the plan keeps those", async () => {
    const { ctx, planId, runId } = await underWay();
    await savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: "p", patch: [rename("d")] }] } });
    const edited = await editRun({ ctx, input: { runId, baseVersion: 1, patch: [query("c", "new")] } });
    expect(edited.said).toEqual(["The plan had been edited meanwhile; those edits were kept."]);
    const { graph } = await getPlan({ ctx, input: { planId } });
    expect(graph.steps.find((step) => step.id === "d")?.title).toBe("Other");
    expect(graph.steps.find((step) => step.id === "c")?.args).toEqual({
      query: { kind: "literal", value: "new" },
    });
    const run = await getRun({ ctx, input: { runId } });
    expect(run.graph.steps.find((step) => step.id === "d")?.title).toBe("Step d");
  });
});
