import { expect, test } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { newId } from "#lib/domain/ids.ts";
import { readEvents } from "#lib/events/read.ts";
import { choosePlaybook } from "#lib/services/choose-playbook.ts";
import { createPlan } from "#lib/services/create-plan.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { planTopic } from "#lib/services/plans/plan-keys.ts";
import { PLANNING_JOB } from "#lib/services/record-planning.ts";
import { savePatches } from "#lib/services/save-patches.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { testStep } from "#lib/testing/seed-run.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { planGoalJob } from "./plan-goal.ts";
import { taskList } from "./tasks.ts";

const { prisma, pool } = await testDb();
const deps = { db: prisma, pool, log: createLogger("test") };
const REFERENCE = "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000";
const UNSURE = "Allocate a budget of 300 dollars across our ad channels";
const once = { job: { id: "1", attempts: 1 } };

async function plan(goal: string) {
  const member = await newMember(prisma);
  const { planId } = await createPlan({ ctx: member.ctx, input: { goal } });
  const payload = { workspaceId: member.workspaceId, planId, choice: null, answers: null };
  const view = () => getPlan({ ctx: member.ctx, input: { planId } });
  const events = async () => {
    const rows = await readEvents(prisma, member.workspaceId, { [planTopic(planId)]: 0 }, 1_000);
    return rows.map(({ seq, body }) => ({ seq, body }));
  };
  return { ...member, planId, payload, view, events };
}

const jobsOf = (planId: string) =>
  prisma.$queryRaw<{ payload: unknown; max_attempts: number }[]>`
    select j.payload, j.max_attempts from graphile_worker._private_jobs j where j.payload->>'planId' = ${planId}`;

test("the reference goal becomes a plan that can run, with its events in order", async () => {
  const { planId, payload, view, events, workspaceId } = await plan(REFERENCE);
  expect((await view()).status).toBe("planning");
  expect(await jobsOf(planId)).toEqual([{ payload, max_attempts: PLANNING_JOB.maxAttempts }]);
  await taskList(deps)["plan-goal"]?.(payload, once as never);

  const done = await view();
  expect(done).toMatchObject({ status: "draft", title: "Marketing strategy: eco-products", message: null });
  expect(done.report).toMatchObject({
    planner: "Built-in planner",
    source: "playbook",
    playbookId: "marketing-strategy",
  });
  expect(done.analysis?.goalBudget).toEqual({ cents: 4_000_000, currency: "USD" });
  expect(done.graph.steps.map((step) => step.id)).toEqual([
    "market-research",
    "past-performance",
    "keywords",
    "brand-rules",
    "channels",
    "content-plan",
    "budget",
    "copy",
    "strategy-document",
  ]);
  expect(validatePlan(done.graph, toolSpecs(), done.analysis)).toEqual([]);
  const said = await events();
  expect(said.map(({ seq }) => seq)).toEqual(said.map((_, index) => index + 1));
  expect(said.map(({ body }) => body.type)).toEqual([
    "plan.status",
    "plan.analysed",
    ...Array<string>(9).fill("plan.patched"),
    "plan.status",
  ]);
  expect(done.rev).toBe(9);
  const patches = await prisma.draftPatch.findMany({
    where: { workspaceId, planId },
    orderBy: { rev: "asc" },
  });
  expect(patches.map((patch) => patch.key)).toEqual(
    done.graph.steps.map((step) => `planner:0:built-in:${step.id}`),
  );
});

test("a doubtful goal waits for a choice, and goes on in another invocation", async () => {
  const { ctx, planId, payload, view, events } = await plan(UNSURE);
  await planGoalJob(deps, payload, once);
  const asked = await view();
  expect(asked.status).toBe("choosing");
  expect(asked.choice?.options).toHaveLength(4);
  expect(asked.choice?.options.at(-1)?.playbookId).toBe("generic");
  expect(asked.graph.steps).toEqual([]);

  await expect(choosePlaybook({ ctx, input: { planId, playbookId: "hiring-plan" } })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: ["playbookId"] }],
  });
  await choosePlaybook({ ctx, input: { planId, playbookId: "budget-plan" } });
  await expect(choosePlaybook({ ctx, input: { planId, playbookId: "generic" } })).rejects.toMatchObject({
    code: "conflict",
  });
  // The job without an answer comes again (its worker died after asking): it must not ask anew.
  await planGoalJob(deps, payload, once);
  expect((await view()).status).toBe("planning");
  await planGoalJob(deps, { ...payload, choice: "budget-plan" }, once);

  const done = await view();
  expect(done).toMatchObject({ status: "draft", choice: null });
  expect(done.report).toMatchObject({ source: "playbook", playbookId: "budget-plan", confidence: 1 });
  expect(done.graph.steps.map((step) => step.id)).toContain("allocation");
  expect((await events()).filter(({ body }) => body.type === "plan.choice")).toHaveLength(2);
});

test("what a person saves while the planner is at work is refused, and neither is lost", async () => {
  const { ctx, planId, payload, view } = await plan(REFERENCE);
  const step = testStep("market-research", { title: "Mine" });
  const patches = [{ key: "mine", patch: [{ op: "add" as const, step, after: null, dependencies: [] }] }];
  const answers: string[] = [];
  const over = new AbortController();
  const saving = async () => {
    while (!over.signal.aborted) {
      const { rev } = await view();
      await savePatches({ ctx, input: { planId, baseRev: rev, patches } })
        .then((answer) => answers.push(answer.status))
        .catch((error: unknown) => answers.push(error instanceof DomainError ? error.code : String(error)));
    }
  };
  const planning = planGoalJob(deps, payload, once).finally(() => over.abort());
  await Promise.all([planning, saving()]);
  // Once planning is over the step's id is taken, which the person is told; before, the draft is the planner's.
  expect(answers.filter((answer) => answer !== "conflict" && answer !== "invalid")).toEqual([]);
  const done = await view();
  expect(done.status).toBe("draft");
  expect(done.graph.steps).toHaveLength(9);
  expect(done.graph.steps[0]?.title).not.toBe("Mine");
});

test("two workers with the same job write each thing once", async () => {
  const { payload, view, events } = await plan(REFERENCE);
  await Promise.allSettled([planGoalJob(deps, payload, once), planGoalJob(deps, payload, once)]);
  await planGoalJob(deps, payload, once);
  expect(await view()).toMatchObject({ status: "draft", rev: 9 });
  expect((await events()).filter(({ body }) => body.type === "plan.patched")).toHaveLength(9);
});

test("a plan that waits for a choice cannot be edited, so that nothing is in the planner's way", async () => {
  const { ctx, planId, payload } = await plan(UNSURE);
  await planGoalJob(deps, payload, once);
  const patch = [{ op: "add" as const, step: testStep("allocation"), after: null, dependencies: [] }];
  const saved = savePatches({ ctx, input: { planId, baseRev: 0, patches: [{ key: "mine", patch }] } });
  await expect(saved).rejects.toMatchObject({ code: "conflict" });
});

test("the planner's state is kept while it waits, and thrown away when it has finished or failed", async () => {
  const kept = async (planId: string) =>
    (
      await prisma.$queryRaw<unknown[]>`
        select thread_id from langgraph.checkpoints where thread_id like ${`%:${planId}:%`}
        union all select thread_id from langgraph.checkpoint_blobs where thread_id like ${`%:${planId}:%`}
        union all select thread_id from langgraph.checkpoint_writes where thread_id like ${`%:${planId}:%`}`
    ).length;
  const { ctx, planId, payload } = await plan(UNSURE);
  await planGoalJob(deps, payload, once);
  expect(await kept(planId)).toBeGreaterThan(0);
  await choosePlaybook({ ctx, input: { planId, playbookId: "budget-plan" } });
  await planGoalJob(deps, { ...payload, choice: "budget-plan" }, once);
  expect(await kept(planId)).toBe(0);

  // Its worker died between the last word and the clearing up.
  const cut = await plan(UNSURE);
  await planGoalJob(deps, cut.payload, once);
  await prisma.plan.updateMany({ where: { id: cut.planId }, data: { status: "failed" } });
  await planGoalJob(deps, cut.payload, once);
  expect(await kept(cut.planId)).toBe(0);
});

test("the generic plan can be chosen, and says what it is", async () => {
  const { ctx, planId, payload, view } = await plan(UNSURE);
  await planGoalJob(deps, payload, once);
  await choosePlaybook({ ctx, input: { planId, playbookId: "generic" } });
  await planGoalJob(deps, { ...payload, choice: "generic" }, once);
  const { report } = await view();
  expect(report?.source).toBe("generic");
  expect(report?.remarks.join(" ")).toContain("No playbook fits this goal");
});

test.each([
  ["each possible event", 1, [0, 1, 3, 6, 10]],
  ["what is written in one go", undefined, [0, 1]],
])("a job cut off after %s goes on without losing or doubling a step", async (_name, atOnce, cuts) => {
  const whole = await plan(REFERENCE);
  await planGoalJob(deps, whole.payload, once);
  const expected = (await whole.view()).graph;
  for (const cut of cuts) {
    const { payload, view, events } = await plan(REFERENCE);
    const stop = new AbortController();
    const begin = (work: never) => prisma.$transaction(work);
    let written = 0;
    const counting = new Proxy(prisma, {
      get: (target, name) => {
        if (name !== "$transaction") return Reflect.get(target, name) as unknown;
        return async (work: never) => {
          if (++written > cut) stop.abort(new Error("the worker stops"));
          stop.signal.throwIfAborted();
          return begin(work);
        };
      },
    });
    const interrupted = planGoalJob({ ...deps, db: counting, ...(atOnce && { atOnce }) }, payload, {
      ...once,
      abortSignal: stop.signal,
    });
    await expect(interrupted).rejects.toThrow();
    expect((await view()).status).toBe("planning");
    await planGoalJob(deps, payload, { job: { id: "1", attempts: 2 } });
    const done = await view();
    expect(done.status).toBe("draft");
    expect(done.graph).toEqual(expected);
    const types = (await events()).map(({ body }) => body.type);
    expect(types.filter((type) => type === "plan.patched")).toHaveLength(9);
    expect(types.filter((type) => type === "plan.analysed")).toHaveLength(1);
  }
});

test("doing a finished job again changes nothing", async () => {
  const { payload, view, events } = await plan(REFERENCE);
  await planGoalJob(deps, payload, once);
  const [before, said] = [await view(), await events()];
  await planGoalJob(deps, payload, once);
  expect(await view()).toEqual(before);
  expect(await events()).toEqual(said);
});

test("spelled-out steps become exactly that graph", async () => {
  const { payload, view } = await plan(
    "Research competitors and analyse our campaign metrics, then draft the strategy, finally compile a report",
  );
  await planGoalJob(deps, payload, once);
  const { graph, report, analysis } = await view();
  expect(report?.source).toBe("explicit");
  expect(graph.steps.map(({ id, tool }) => [id, tool])).toEqual([
    ["research-competitors", "knowledge.search"],
    ["analyse-our-campaign-metrics", "metrics.analyse"],
    ["draft-the-strategy", "text.write"],
    ["compile-a-report", "document.compose"],
  ]);
  expect(graph.dependencies.map(({ from, to }) => `${from}>${to}`).toSorted()).toEqual([
    "analyse-our-campaign-metrics>draft-the-strategy",
    "draft-the-strategy>compile-a-report",
    "research-competitors>draft-the-strategy",
  ]);
  expect(validatePlan(graph, toolSpecs(), analysis)).toEqual([]);
});

test("a planner that keeps failing ends in a plan that says so, not in endless planning", async () => {
  const { payload, view } = await plan(REFERENCE);
  const broken = new Proxy(prisma, {
    get: (target, name) => {
      if (name === "document") throw new Error("the table is on fire");
      return Reflect.get(target, name) as unknown;
    },
  });
  const attempt = (attempts: number) =>
    planGoalJob({ ...deps, db: broken, log: createLogger("test", { write: () => {} }) }, payload, {
      job: { id: "1", attempts },
    });
  await expect(attempt(1)).rejects.toThrow("on fire");
  expect((await view()).status).toBe("planning");
  await attempt(PLANNING_JOB.tries);
  expect(await view()).toMatchObject({
    status: "failed",
    message: expect.stringContaining("build the plan by hand") as string,
  });
});

test("a plan that is gone ends its job quietly", async () => {
  const { workspaceId } = await newMember(prisma);
  await planGoalJob(deps, { workspaceId, planId: newId(), choice: null }, once);
});

test.each([
  ["empty", "  "],
  ["too long", "x".repeat(20_000)],
  ["NUL", "a\u0000b"],
  ["half a surrogate pair", "a\ud800b"],
])("a goal that is %s is refused beside its field and nothing is saved", async (_name, goal) => {
  const { ctx, workspaceId } = await newMember(prisma);
  await expect(createPlan({ ctx, input: { goal } })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ path: ["goal"] }],
  });
  expect(await prisma.plan.count({ where: { workspaceId } })).toBe(0);
});

test("a viewer cannot make plans or choose", async () => {
  const { ctx } = await newMember(prisma, { role: "viewer" });
  await expect(createPlan({ ctx, input: { goal: REFERENCE } })).rejects.toMatchObject({ code: "forbidden" });
  await expect(
    choosePlaybook({ ctx, input: { planId: newId(), playbookId: "generic" } }),
  ).rejects.toMatchObject({ code: "forbidden" });
});

test("choosing for a plan of another workspace finds nothing", async () => {
  const { planId, payload, view } = await plan(UNSURE);
  await planGoalJob(deps, payload, once);
  const stranger = await newMember(prisma);
  for (const id of [planId, "no id", newId()]) {
    const input = { planId: id, playbookId: "generic" };
    await expect(choosePlaybook({ ctx: stranger.ctx, input })).rejects.toMatchObject({ code: "not_found" });
  }
  expect((await view()).status).toBe("choosing");
});
