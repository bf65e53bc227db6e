import { describe, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { StepChanges } from "#lib/domain/step.ts";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import type { RunView } from "#lib/domain/view.ts";
import { readEvents } from "#lib/events/read.ts";
import { claimOf, codeOf, completeStep, failAll, searchStep } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { asChange } from "#lib/testing/replan-request.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph } from "#lib/testing/seed-run.ts";
import { acceptReplan } from "./accept-replan.ts";
import { editRun } from "./edit-run.ts";
import { getPlan } from "./get-plan.ts";
import { getRun } from "./get-run.ts";
import { rejectReplan } from "./reject-replan.ts";
import { savePatches } from "./save-patches.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

describe("replans", () => {
  /** A run whose first step is done, whose second failed and whose third waits, with a proposed replan. */
  async function underWay(patch: PlanPatch) {
    const member = await newMember(db);
    const { ctx, workspaceId } = member;
    const graph = testGraph([searchStep("a"), searchStep("b"), searchStep("c")], ["a>b", "b>c"]);
    const planId = await seedPlan(db, workspaceId, graph);
    const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "k" } });
    for (const step of await claimOf(db, runId))
      await completeStep(db, step, { output: 1, summary: "", notes: [] });
    await failAll(db, runId);
    const replanId = newId();
    const row = { workspaceId, id: replanId, runId, note: "Mend it", baseVersion: 1, createdBy: newId() };
    await db.replan.create({
      data: { ...row, status: "proposed", choice: "replan", changes: [asChange(patch)] },
    });
    return { ctx, workspaceId, planId, runId, input: { runId, replanId } };
  }
  const swap: PlanPatch = [
    { op: "update", stepId: "b", changes: { args: { query: { kind: "literal", value: "again" } } } },
    {
      op: "add",
      step: searchStep("d"),
      after: "b",
      dependencies: [
        { from: "a", to: "d" },
        { from: "d", to: "c" },
      ],
    },
  ];

  test("one that needs what the run was not approved for names all of it, and waits until that was seen", async () => {
    const { ctx, input } = await underWay([{ op: "update", stepId: "b", changes: { tool: "cache.read" } }]);
    const needs = ["uses Read earlier results", "reads the workspace's runs"];
    const issues = needs.map((message) => ({ path: ["accepts"], message }));
    await expect(acceptReplan({ ctx, input })).rejects.toMatchObject({ code: "conflict", issues });
    expect(await getRun({ ctx, input })).toMatchObject({ versionNumber: 1, replan: { status: "proposed" } });
    await acceptReplan({ ctx, input: { ...input, accepts: needs } });
    expect(await getRun({ ctx, input })).toMatchObject({ versionNumber: 2, replan: { status: "accepted" } });
  });

  test("an accepted one makes the next version; finished work stays, the rest is replaced", async () => {
    const { ctx, workspaceId, runId, input } = await underWay(swap);
    const before = await getRun({ ctx, input });
    await acceptReplan({ ctx, input });
    await acceptReplan({ ctx, input });
    const view = await getRun({ ctx, input });
    expect(view).toMatchObject({ versionNumber: 2, status: "running", replan: { status: "accepted" } });
    const states = Object.fromEntries(
      view.steps.map((step) => [step.stepId, `${step.status} ${step.attempt}`]),
    );
    expect(states).toEqual({ a: "succeeded 1", b: "ready 1", c: "blocked 0", d: "ready 0" });
    expect(view.steps.find((step) => step.stepId === "b")).toMatchObject({ error: null });

    // A reader that saw only the events stands where a fresh load does.
    const events = await readEvents(db, workspaceId, { [`run:${runId}`]: before.seq });
    let reader: RunView | "gap" = before;
    for (const event of events) reader = reader === "gap" ? "gap" : applyRunEvent(reader, event);
    expect(reader).toEqual(view);

    for (let rest = await claimOf(db, runId); rest.length > 0; rest = await claimOf(db, runId)) {
      for (const step of rest) await completeStep(db, step, { output: 1, summary: "", notes: [] });
    }
    expect((await getRun({ ctx, input })).status).toBe("succeeded");
  });

  test("the draft follows an accepted one: the next start is of the same version", async () => {
    const { ctx, workspaceId, input, planId } = await underWay(swap);
    const before = await getPlan({ ctx, input: { planId } });
    await acceptReplan({ ctx, input });
    const { graph } = await getRun({ ctx, input });
    const plan = await getPlan({ ctx, input: { planId } });
    expect(plan).toMatchObject({ rev: 1, graph });
    const events = await readEvents(db, workspaceId, { [`plan:${planId}`]: before.seq });
    expect(events.map(({ body }) => body)).toMatchObject([
      { type: "plan.patched", rev: 1, key: `replan:${input.replanId}`, patch: swap },
    ]);
    const next = await startRun({ ctx, input: { planId, rev: 1, idempotencyKey: "k2" } });
    expect(await getRun({ ctx, input: next })).toMatchObject({ versionNumber: 2, graph });
    expect((await getPlan({ ctx, input: { planId } })).versions).toHaveLength(2);
  });

  test("a draft edited meanwhile keeps its edits, takes the rest, and the person is told", async () => {
    const { ctx, input, planId } = await underWay(swap);
    const mine: PlanPatch = [
      { op: "update", stepId: "b", changes: { args: { query: { kind: "literal", value: "mine" } } } },
      { op: "update", stepId: "c", changes: { title: "My own title" } },
    ];
    await savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: "mine", patch: mine }] } });
    await acceptReplan({ ctx, input });
    const { replan, graph } = await getRun({ ctx, input });
    expect(replan?.explanation).toMatch(/edited meanwhile.*“Step b”. Yours was kept/);
    expect(graph.steps.find(({ id }) => id === "c")?.title).toBe("Step c");
    const plan = await getPlan({ ctx, input: { planId } });
    expect(plan.rev).toBe(2);
    expect(plan.graph.steps.map(({ id, title }) => `${id} ${title}`)).toEqual([
      "a Step a",
      "b Step b",
      "d Step d",
      "c My own title",
    ]);
    expect(plan.graph.steps[1]?.args).toEqual({ query: { kind: "literal", value: "mine" } });
    // What is run next is neither the version before nor the run's.
    const next = await startRun({ ctx, input: { planId, rev: 2, idempotencyKey: "k2" } });
    expect(await getRun({ ctx, input: next })).toMatchObject({ versionNumber: 3, graph: plan.graph });
  });

  test("a draft that cannot take it stays as it is, the run moves all the same, and the person is told", async () => {
    const { ctx, workspaceId, input, planId } = await underWay(swap);
    const edited = testGraph([
      ...["a", "b", "c"].map((id) => searchStep(id)),
      ...Array.from({ length: 4_997 }, (_, i) => `mine-${i}`),
    ]);
    await db.plan.updateMany({ where: { workspaceId, id: planId }, data: { draft: edited } });
    await acceptReplan({ ctx, input });
    const run = await getRun({ ctx, input });
    expect(run).toMatchObject({ versionNumber: 2, replan: { status: "accepted" } });
    expect(run.replan?.explanation).toMatch(/left as it is.*5,000 steps at most/);
    expect(await getPlan({ ctx, input: { planId } })).toMatchObject({ rev: 0, graph: edited });
  });

  test("an edit saved while a replan is accepted is neither lost nor in its way", async () => {
    for (let round = 0; round < 5; round++) {
      const { ctx, input, planId } = await underWay(swap);
      const patch: PlanPatch = [{ op: "update", stepId: "c", changes: { title: "My own title" } }];
      const save = async (baseRev: number): Promise<void> => {
        const patches = [{ key: "mine", patch }];
        const answer = await savePatches({ ctx, input: { planId, baseRev, patches } });
        if (answer.status === "conflict") await save(answer.rev);
      };
      await Promise.all([acceptReplan({ ctx, input }), save(0)]);
      const plan = await getPlan({ ctx, input: { planId } });
      expect(plan.rev).toBe(2);
      expect(plan.graph.steps.map(({ id, title }) => `${id} ${title}`)).toEqual([
        "a Step a",
        "b Step b",
        "d Step d",
        "c My own title",
      ]);
    }
  });

  test("a dropped step that had begun leaves the run but keeps its attempts", async () => {
    const { ctx, input, runId } = await underWay([{ op: "remove", stepId: "b", bridge: true }]);
    await acceptReplan({ ctx, input });
    const view = await getRun({ ctx, input });
    expect(view.steps.map((step) => `${step.stepId} ${step.status}`)).toEqual(["a succeeded", "c ready"]);
    expect(view.stepsTotal).toBe(2);
    expect(await db.attempt.count({ where: { runId, stepId: "b" } })).toBe(1);
  });

  test("one that would change finished work becomes void", async () => {
    const late = await underWay([{ op: "update", stepId: "a", changes: { title: "Other" } }]);
    await expect(acceptReplan(late)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/is done by now/) as unknown,
    });
    const view = await getRun(late);
    expect(view).toMatchObject({
      versionNumber: 1,
      replan: { status: "void", explanation: expect.stringMatching(/is done by now/) as unknown },
    });
    expect(await codeOf(acceptReplan(late))).toBe("conflict");
  });

  test("one for a run that was edited meanwhile goes together with the edit, or becomes void where both changed the same", async () => {
    const edit = async (run: Awaited<ReturnType<typeof underWay>>, stepId: string, changes: StepChanges) =>
      editRun({
        ctx: run.ctx,
        input: { runId: run.runId, baseVersion: 1, patch: [{ op: "update", stepId, changes }] },
      });
    const beside = await underWay(swap);
    await edit(beside, "c", { title: "Mine" });
    await acceptReplan(beside);
    const view = await getRun(beside);
    expect(view).toMatchObject({ versionNumber: 3, replan: { status: "accepted" } });
    expect(view.graph.steps.map((step) => step.id)).toEqual(["a", "b", "d", "c"]);
    expect(view.graph.steps.find((step) => step.id === "c")?.title).toBe("Mine");
    const { ctx, planId } = beside;
    expect((await getPlan({ ctx, input: { planId } })).graph).toEqual(view.graph);

    const same = await underWay(swap);
    await edit(same, "b", { args: { query: { kind: "literal", value: "mine" } } });
    await expect(acceptReplan(same)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/has changed since/) as unknown,
    });
    expect(await getRun(same)).toMatchObject({ versionNumber: 2, replan: { status: "void" } });
  });

  test("one that would break the plan is void, and nothing moved", async () => {
    const broken = await underWay([{ op: "update", stepId: "b", changes: { tool: "no.such.tool" } }]);
    await expect(acceptReplan(broken)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/could not run/) as unknown,
    });
    expect(await getRun(broken)).toMatchObject({ versionNumber: 1, status: "needs_attention" });
  });

  test("a rejected one changes nothing and cannot be accepted", async () => {
    const { ctx, input } = await underWay(swap);
    await rejectReplan({ ctx, input });
    await rejectReplan({ ctx, input });
    expect(await codeOf(acceptReplan({ ctx, input }))).toBe("conflict");
    expect(await getRun({ ctx, input })).toMatchObject({ versionNumber: 1, replan: { status: "rejected" } });
    const stranger = await newMember(db);
    expect(await codeOf(acceptReplan({ ctx: stranger.ctx, input }))).toBe("not_found");
    expect(await codeOf(acceptReplan({ ctx, input: { ...input, replanId: "x" } }))).toBe("not_found");
  });

  test("accepted twice at once, it moves the run once", async () => {
    const { ctx, input, workspaceId } = await underWay(swap);
    expect(
      await Promise.all([codeOf(acceptReplan({ ctx, input })), codeOf(acceptReplan({ ctx, input }))]),
    ).toEqual(["ok", "ok"]);
    expect(await db.planVersion.count({ where: { workspaceId } })).toBe(2);
  });
});
