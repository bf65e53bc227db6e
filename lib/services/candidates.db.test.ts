import { describe, expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { CANDIDATES_FAILED } from "#lib/jobs/plan-candidates.ts";
import { candidateWorld } from "#lib/testing/candidate-world.ts";
import { code } from "#lib/testing/chat-world.ts";
import { testDb } from "#lib/testing/database.ts";
import { testStep } from "#lib/testing/seed-run.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { discardCandidates } from "./discard-candidates.ts";
import { stopCandidates } from "./stop-candidates.ts";
import { takeCandidateSteps } from "./take-candidate-steps.ts";

const { prisma, pool } = await testDb();
const world = () => candidateWorld({ prisma, pool });

const queued = async (setId: string) => {
  const { rows } = await pool.query("select 1 from graphile_worker.jobs where key = $1", [
    `plan-candidates:${setId}`,
  ]);
  return rows.length;
};

/** Dependencies have no order of their own. */
const sorted = (graph: PlanGraph) => ({
  steps: graph.steps,
  dependencies: graph.dependencies.map(({ from, to }) => `${from}>${to}`).toSorted(),
});

describe("candidates by rules", () => {
  test("three plans that can be carried out are made, told of one by one, with figures and reasons", async () => {
    const { request, job, view, plan, events } = await world();
    expect(await view()).toMatchObject({ set: null, candidates: [] });
    const before = await plan();
    const { setId } = await request();
    expect(await queued(setId)).toBe(1);
    expect((await view()).candidates.map(({ style, status }) => [style, status])).toEqual([
      ["cheap", "planning"],
      ["fast", "planning"],
      ["careful", "planning"],
    ]);
    // Asked again while they are made: the same.
    expect(await request()).toEqual({ setId });
    await job(setId);
    const done = await view();
    expect(done.set).toMatchObject({ id: setId, status: "done", by: "Ada", moved: false });
    for (const { graph, figures, remarks, report, status } of done.candidates) {
      expect(status).toBe("ready");
      const { analysis } = before;
      const findings = validatePlan(graph ?? before.graph, toolSpecs(), analysis);
      expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(remarks.length).toBeGreaterThan(0);
      expect(report).toMatchObject({ planner: "Built-in planner", model: null, trouble: [] });
      expect(figures?.risk.reasons.length).toBeGreaterThan(0);
    }
    const [cheap, , careful] = done.candidates;
    expect(cheap?.figures?.steps).toBeLessThan(done.present.steps);
    expect(careful?.figures?.risk.score).toBeLessThan(done.present.risk.score);
    // Nothing has changed in the plan, and each was told of as it became ready.
    expect((await plan()).graph).toEqual(before.graph);
    const ready = (await events()).map(
      ({ candidates }) => candidates.filter((one) => one.status === "ready").length,
    );
    expect(ready).toEqual([0, 1, 2, 3]);
  });

  test("a job that comes again, or too late, changes nothing", async () => {
    const { ask, job, view, request, events } = await world();
    const first = await ask();
    const made = await view();
    const told = (await events()).length;
    await job(first);
    expect({ ...(await view()), seq: 0 }).toEqual({ ...made, seq: 0 });
    expect(await events()).toHaveLength(told);
    const { setId } = await request();
    expect(setId).not.toBe(first);
    await job(first);
    expect((await view()).candidates.every(({ status }) => status === "planning")).toBe(true);
  });

  test("a worker that dies between two candidates leaves the first; the next one makes the rest", async () => {
    const { request, job, view } = await world();
    const { setId } = await request();
    let writes = 0;
    const begin = (work: never) => prisma.$transaction(work);
    const dying = new Proxy(prisma, {
      get: (target, name) => {
        if (name !== "$transaction") return Reflect.get(target, name) as unknown;
        return (work: never) => {
          writes += 1;
          if (writes > 1) throw new Error("the worker dies");
          return begin(work);
        };
      },
    });
    await expect(job(setId, 1, undefined, dying)).rejects.toThrow("the worker dies");
    const half = await view();
    expect(half.set?.status).toBe("working");
    const ready = half.candidates.filter(({ status }) => status === "ready");
    expect(ready).toHaveLength(1);
    await job(setId, 2);
    const done = await view();
    expect(done.set?.status).toBe("done");
    expect(done.candidates.map(({ status }) => status)).toEqual(["ready", "ready", "ready"]);
    expect(done.candidates).toContainEqual(ready[0]);
    // For good: those that are left fail, and say what to do.
    const again = await request();
    const dead = new Proxy(prisma, {
      get: (target, name) => {
        if (name === "prompt" || name === "activePrompt") throw new Error("no prompts");
        return Reflect.get(target, name) as unknown;
      },
    });
    await expect(job(again.setId, 1, undefined, dead)).rejects.toThrow("no prompts");
    await job(again.setId, 4, undefined, dead);
    const failed = await view();
    expect(failed.set?.status).toBe("done");
    expect(failed.candidates.map(({ message }) => message)).toEqual(Array(3).fill(CANDIDATES_FAILED));
  });

  test("taking one is one patch of the person; taking another one then is that one, whole", async () => {
    const { ask, take, plan, graphOf, planId } = await world();
    await ask();
    const before = await plan();
    const key = newId();
    expect(await take("cheap", { key })).toEqual({ changed: true });
    expect(await take("cheap", { key })).toEqual({ changed: false });
    const cheap = await plan();
    expect(cheap.rev).toBe(before.rev + 1);
    expect(cheap.graph).toEqual(await graphOf("cheap"));
    const row = await prisma.draftPatch.findFirstOrThrow({ where: { planId, rev: cheap.rev } });
    expect(row).toMatchObject({ key: `take:${key}`, author: { kind: "person", name: "Ada" } });
    await take("careful");
    expect(sorted((await plan()).graph)).toEqual(sorted(await graphOf("careful")));
  });

  test("what was edited since stays, where both go together; else nothing changes before a person says so", async () => {
    const { ask, take, plan, edit, graphOf, view } = await world();
    await ask();
    const careful = await graphOf("careful");
    const [first] = careful.steps;
    await edit(
      { op: "update", stepId: first?.id ?? "", changes: { title: "Mine" } },
      { op: "add", step: testStep("own"), after: null, dependencies: [] },
    );
    expect((await view()).set?.moved).toBe(true);
    await take("careful");
    const taken = (await plan()).graph;
    expect(taken.steps.find(({ id }) => id === first?.id)).toEqual({ ...first, title: "Mine" });
    expect(taken.steps.map(({ id }) => id)).toContain("own");
    // And it stays when another one is taken instead.
    await take("fast");
    expect((await plan()).graph.steps.map(({ id }) => id)).toContain("own");

    const cheap = await graphOf("cheap");
    const kept = new Set(cheap.steps.map(({ id }) => id));
    const dropped = careful.steps.find(({ id }) => !kept.has(id));
    await edit({ op: "update", stepId: dropped?.id ?? "", changes: { title: "Needed after all" } });
    const before = await plan();
    await expect(take("cheap")).rejects.toThrow(
      "“Needed after all” was changed on one side and removed on the other. Compare again",
    );
    expect(await plan()).toEqual(before);
    await take("cheap", { overEdits: true });
    expect(sorted((await plan()).graph)).toEqual(sorted(cheap));
  });

  test("steps of several are taken in one patch", async () => {
    const { ask, plan, of, ctx, planId, graphOf } = await world();
    await ask();
    const before = await plan();
    const careful = await graphOf("careful");
    const fast = await graphOf("fast");
    const [a, b] = [careful.steps[0], fast.steps[1]];
    const input = (key: string) => async () => ({
      planId,
      into: "add" as const,
      key,
      picks: [
        { candidateId: (await of("careful")).id, stepIds: [a?.id ?? ""] },
        { candidateId: (await of("fast")).id, stepIds: [b?.id ?? ""] },
      ],
    });
    const take = input(newId());
    expect(await takeCandidateSteps({ ctx, input: await take() })).toMatchObject({ changed: true });
    await takeCandidateSteps({ ctx, input: await take() });
    const after = await plan();
    expect(after.rev).toBe(before.rev + 1);
    expect(after.graph.steps.find(({ id }) => id === a?.id)).toEqual(a);
    expect(after.graph.steps.find(({ id }) => id === b?.id)).toEqual(b);
    expect(after.graph.steps).toHaveLength(before.graph.steps.length);
    const wrong = { ...(await take()), key: newId() };
    wrong.picks[1] = { candidateId: wrong.picks[1]?.candidateId ?? "", stepIds: ["no-such-step"] };
    await expect(takeCandidateSteps({ ctx, input: wrong })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ path: ["picks", 1, "stepIds"] }],
    });
  });

  test("stopped, discarded, and asked for when it cannot be", async () => {
    const { request, job, view, ctx, planId, take, events } = await world();
    const { setId } = await request({ styles: ["cheap", "careful"] });
    expect((await view()).candidates).toHaveLength(2);
    expect(await code(take("cheap"))).toBe("conflict");
    const stop = () => stopCandidates({ ctx, input: { planId, setId } });
    await stop();
    const told = (await events()).length;
    await stop();
    expect(await events()).toHaveLength(told);
    await job(setId);
    expect(await view()).toMatchObject({
      set: { status: "stopped" },
      candidates: [
        { status: "failed", message: "Stopped before it was ready." },
        { status: "failed", message: "Stopped before it was ready." },
      ],
    });
    const discard = () => discardCandidates({ ctx, input: { planId, setId } });
    await discard();
    await discard();
    expect(await view()).toMatchObject({ set: null, candidates: [] });
    await job(setId);
    expect(await code(request({ styles: ["cheap"] }))).toBe("invalid");
    await prisma.plan.updateMany({ where: { id: planId }, data: { status: "clarifying" } });
    expect(await code(request())).toBe("conflict");
    expect(await code(request({ planId: newId() }))).toBe("not_found");
  });

  test("candidates that come out the same are said to be", async () => {
    const { request, job, view, edit, plan } = await world();
    await edit(
      ...(await plan()).graph.steps.map(({ id }) => ({ op: "remove" as const, stepId: id, bridge: false })),
      {
        op: "add",
        step: { ...testStep("only"), retry: { maxAttempts: 1, backoffSeconds: 0 }, timeoutSeconds: 30 },
        after: null,
        dependencies: [],
      },
    );
    const { setId } = await request();
    await job(setId);
    expect((await view()).candidates.slice(0, 2)).toMatchObject([
      { style: "cheap", sameAs: "plan" },
      { style: "fast", sameAs: "plan" },
    ]);
  });

  test("a goal can ask for them together with its plan", async () => {
    const { view, job } = await candidateWorld({ prisma, pool }, "compare");
    const { set, candidates } = await view();
    expect(set?.status).toBe("working");
    expect(candidates.map(({ status }) => status)).toEqual(["planning", "planning", "planning"]);
    expect(await queued(set?.id ?? "")).toBe(1);
    await job(set?.id ?? "");
    expect((await view()).set?.status).toBe("done");
  });
});
