import { describe, expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { applyRunEvent } from "#lib/domain/reduce-events.ts";
import type { Step } from "#lib/domain/step.ts";
import type { RunView } from "#lib/domain/view.ts";
import { readEvents } from "#lib/events/read.ts";
import { beginCall } from "#lib/ledger/begin-call.ts";
import { claimSteps, type ClaimedStep } from "#lib/ledger/claim-steps.ts";
import { completeStep } from "#lib/ledger/complete-step.ts";
import { failStep } from "#lib/ledger/fail-step.ts";
import { reap } from "#lib/ledger/reap.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { abortRun } from "./abort-run.ts";
import { acceptReplan } from "./accept-replan.ts";
import { getOutputFile } from "./get-output-file.ts";
import { getPlan } from "./get-plan.ts";
import { getRun } from "./get-run.ts";
import { getStepRun } from "./get-step-run.ts";
import { listRuns } from "./list-runs.ts";
import { pauseRun } from "./pause-run.ts";
import { rejectReplan } from "./reject-replan.ts";
import { resumeRun } from "./resume-run.ts";
import { retryStep } from "./retry-step.ts";
import { savePatches } from "./save-patches.ts";
import { settleStep } from "./settle-step.ts";
import { skipStep } from "./skip-step.ts";
import { startRun } from "./start-run.ts";

const { prisma: db } = await testDb();

/** A step that passes every check: a real tool with arguments that fit. */
const search = (id: string, changes: Partial<Step> = {}) =>
  testStep(id, {
    tool: "knowledge.search",
    args: { query: { kind: "literal", value: `about ${id}` } },
    ...changes,
  });
const codeOf = async (promise: Promise<unknown>) => {
  try {
    await promise;
    return "ok";
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

/** Claims until it has the steps of this run, leaving none of it unclaimed. */
async function claimOf(runId: string): Promise<ClaimedStep[]> {
  const { steps } = await claimSteps(db, { workerId: "w1", limit: 100, leaseSeconds: 60 });
  return steps.filter((step) => step.runId === runId);
}
const failAll = async (runId: string) => {
  const error = { code: "busy", message: "Busy.", retryable: false };
  for (const step of await claimOf(runId)) await failStep(db, step, error, []);
};

describe("startRun", () => {
  test("two identical starts at once make one run; the plan's version is sealed once", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const planId = await seedPlan(db, workspaceId, testGraph([search("a"), search("b")], ["a>b"]));
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
    const graph = testGraph([search("a", { args: {} }), testStep("b", { tool: "no.such.tool" })]);
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
    const planId = await seedPlan(db, workspaceId, testGraph([search("a")]), { status: "failed" });
    const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "k" } });
    expect(await getRun({ ctx, input: { runId } })).toMatchObject({ status: "queued", stepsTotal: 1 });
  });

  test("refuses an empty plan, a draft that moved on, one still being planned, a viewer, another workspace", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const start = async (planId: string, rev: number, as = ctx) =>
      codeOf(startRun({ ctx: as, input: { planId, rev, idempotencyKey: newId() } }));
    const graph = testGraph([search("a")]);
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

  test("retry, skip with an output, and what they refuse", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a", "b"], ["a>b"]), { workspaceId });
    const a = { runId, stepId: "a" };
    expect(await codeOf(retryStep({ ctx, input: { runId, stepId: "b" } }))).toBe("conflict");
    await failAll(runId);
    expect(await codeOf(retryStep({ ctx, input: a }))).toBe("ok");
    expect(await codeOf(retryStep({ ctx, input: a }))).toBe("ok");
    await failAll(runId);
    expect((await getRun({ ctx, input: { runId } })).status).toBe("needs_attention");
    expect(await codeOf(skipStep({ ctx, input: { ...a, output: "half \ud800" } }))).toBe("invalid");
    expect(await codeOf(skipStep({ ctx, input: { ...a, output: { text: "mine" } } }))).toBe("ok");
    expect(await codeOf(skipStep({ ctx, input: { ...a, output: "other" } }))).toBe("ok");
    expect((await getStepRun({ ctx, input: a })).output).toEqual({ text: "mine" });
    for (const step of await claimOf(runId))
      await completeStep(db, step, { output: 1, summary: "", notes: [] });
    expect((await getRun({ ctx, input: { runId } })).status).toBe("succeeded");
    expect(await codeOf(skipStep({ ctx, input: { runId, stepId: "b" } }))).toBe("conflict");
    expect(await codeOf(retryStep({ ctx, input: { runId, stepId: "nothing" } }))).toBe("not_found");
  });

  test("an unknown outcome is settled once", async () => {
    const { ctx, workspaceId } = await newMember(db);
    const { runId } = await seedRun(db, testGraph(["a"]), { workspaceId });
    const [step] = await claimOf(runId);
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

describe("replans", () => {
  /** A run whose first step is done, whose second failed and whose third waits, with a proposed replan. */
  async function underWay(patch: PlanPatch) {
    const member = await newMember(db);
    const { ctx, workspaceId } = member;
    const graph = testGraph([search("a"), search("b"), search("c")], ["a>b", "b>c"]);
    const planId = await seedPlan(db, workspaceId, graph);
    const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: "k" } });
    for (const step of await claimOf(runId))
      await completeStep(db, step, { output: 1, summary: "", notes: [] });
    await failAll(runId);
    const replanId = newId();
    const row = { workspaceId, id: replanId, runId, note: "Mend it", baseVersion: 1, createdBy: newId() };
    await db.replan.create({ data: { ...row, status: "proposed", patch } });
    return { ctx, workspaceId, planId, runId, input: { runId, replanId } };
  }
  const swap: PlanPatch = [
    { op: "update", stepId: "b", changes: { args: { query: { kind: "literal", value: "again" } } } },
    {
      op: "add",
      step: search("d"),
      after: "b",
      dependencies: [
        { from: "a", to: "d" },
        { from: "d", to: "c" },
      ],
    },
  ];

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

    for (let rest = await claimOf(runId); rest.length > 0; rest = await claimOf(runId)) {
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

  test("one that would change finished work, or was made against another version, becomes void", async () => {
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

    const old = await underWay(swap);
    await db.replan.updateMany({ where: { id: old.input.replanId }, data: { baseVersion: 9 } });
    await expect(acceptReplan(old)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/has changed/) as unknown,
    });
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
    const [step] = await claimOf(runId);
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
