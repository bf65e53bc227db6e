import { describe, expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { dependencyKey } from "#lib/domain/diff-graphs.ts";
import { newId } from "#lib/domain/ids.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { VariableInput } from "#lib/domain/playbook.ts";
import { suggestVariables } from "#lib/domain/suggest-variables.ts";
import { analyseGoal } from "#lib/planner/goal/analyse-goal.ts";
import { contextOf } from "#lib/planner/playbooks/match.ts";
import { marketingStrategy } from "#lib/planner/playbooks/marketing-strategy.ts";
import { PLAYBOOKS } from "#lib/planner/playbooks/registry.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { deletePlaybook } from "./delete-playbook.ts";
import { exportPlaybook } from "./export-playbook.ts";
import { getPlan } from "./get-plan.ts";
import { getPlaybook } from "./get-playbook.ts";
import { importPlaybook } from "./import-playbook.ts";
import { listPlaybooks } from "./list-playbooks.ts";
import { planFromPlaybook } from "./plan-from-playbook.ts";
import { savedPlaybooks } from "./playbooks/playbook-rows.ts";
import { savePatches } from "./save-patches.ts";
import { savePlaybook } from "./save-playbook.ts";
import { updatePlaybook } from "./update-playbook.ts";

const { prisma: db } = await testDb();

const TODAY = "2026-11-23";
const GOAL = "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000";
const analysis = analyseGoal(GOAL, TODAY);
const drafted = marketingStrategy.draft(contextOf(analysis, TODAY));
const GRAPH: PlanGraph = {
  steps: drafted.map(({ step }) => step),
  dependencies: drafted.flatMap(({ step, dependsOn }) => dependsOn.map((from) => ({ from, to: step.id }))),
};
const VARIABLES = suggestVariables(GRAPH, analysis).map((variable) => VariableInput.parse(variable));

async function refusalOf(work: Promise<unknown>): Promise<DomainError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

async function newPlaybook(name = "Eco-products strategy") {
  const member = await newMember(db);
  const planId = await newPlan(db, member, { graph: GRAPH, goal: GOAL });
  const { playbookId } = await savePlaybook({
    ctx: member.ctx,
    input: { planId, name, description: "Ours", variables: VARIABLES },
  });
  return { ...member, planId, playbookId };
}

describe("saving", () => {
  test("a plan's draft, with its variables placed, its goal as an example, and where it is from", async () => {
    const { ctx, workspaceId, planId, playbookId } = await newPlaybook();
    const [saved] = await savedPlaybooks(db, workspaceId);
    expect(saved?.graph).toEqual(GRAPH);
    expect(saved?.variables.map(({ name }) => name)).toEqual(VARIABLES.map(({ name }) => name));
    const view = await getPlaybook({ ctx, input: { playbookId } });
    expect(view).toMatchObject({
      builtIn: false,
      phrases: [GOAL],
      source: { planId, versionNumber: null, runId: null },
    });
    expect(view.steps.map(({ title }) => title)).toHaveLength(GRAPH.steps.length);
    expect(view.variables).toEqual(VARIABLES);
  });

  test("a version, and not what the draft became since", async () => {
    const { workspaceId, planId } = await seedRun(db, testGraph(["old"]));
    const member = await newMember(db);
    const ctx = { ...member.ctx, actor: { ...member.ctx.actor, workspaceId } };
    await db.plan.updateMany({ where: { id: planId }, data: { draft: testGraph(["new"]) } });
    await savePlaybook({ ctx, input: { planId, versionNumber: 1, name: "Version" } });
    await savePlaybook({ ctx, input: { planId, name: "Draft" } });
    const saved = await savedPlaybooks(db, workspaceId);
    expect(saved.map(({ name, graph }) => [name, graph.steps[0]?.id])).toEqual([
      ["Draft", "new"],
      ["Version", "old"],
    ]);
    const missing = savePlaybook({ ctx, input: { planId, versionNumber: 2, name: "None" } });
    expect((await refusalOf(missing)).code).toBe("not_found");
  });

  test("what a run carried out, only when it succeeded", async () => {
    const { workspaceId, planId, runId } = await seedRun(db, testGraph(["done"]));
    const member = await newMember(db);
    const ctx = { ...member.ctx, actor: { ...member.ctx.actor, workspaceId } };
    await db.plan.updateMany({ where: { id: planId }, data: { draft: testGraph(["other"]) } });
    for (const status of ["queued", "running", "paused", "needs_attention", "failed", "aborted"]) {
      await db.run.updateMany({ where: { id: runId }, data: { status } });
      expect((await refusalOf(savePlaybook({ ctx, input: { runId, name: "Run" } }))).code, status).toBe(
        "conflict",
      );
    }
    await db.run.updateMany({ where: { id: runId }, data: { status: "succeeded" } });
    const { playbookId } = await savePlaybook({ ctx, input: { runId, name: "Run" } });
    expect(await getPlaybook({ ctx, input: { playbookId } })).toMatchObject({
      steps: [{ id: "done" }],
      source: { planId, versionNumber: 1, runId },
    });
  });

  test("a name that is taken is refused beside the name, also when two come at once", async () => {
    const { ctx, planId } = await newPlaybook("Taken");
    const again = await refusalOf(savePlaybook({ ctx, input: { planId, name: " Taken " } }));
    expect([again.code, again.issues[0]?.path]).toEqual(["conflict", ["name"]]);
    const both = await Promise.allSettled(
      [1, 2].map(() => savePlaybook({ ctx, input: { planId, name: "At once" } })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test.each(["planning", "choosing", "clarifying"] as const)(
    "a plan that is %s is refused",
    async (status) => {
      const member = await newMember(db);
      const planId = await newPlan(db, member, { graph: GRAPH, status });
      expect((await refusalOf(savePlaybook({ ctx: member.ctx, input: { planId, name: "x" } }))).code).toBe(
        "conflict",
      );
    },
  );

  test("what cannot be one is refused by field, and nothing is kept", async () => {
    const member = await newMember(db);
    const { ctx, workspaceId } = member;
    const planId = await newPlan(db, member, { graph: GRAPH });
    const [topic] = VARIABLES;
    if (!topic || topic.kind !== "text") throw new Error("There is no topic.");
    const inputs: [Record<string, unknown>, (string | number)[]][] = [
      [{ name: "  " }, ["name"]],
      [{ name: "x".repeat(121) }, ["name"]],
      [{ name: "nul \u0000" }, ["name"]],
      [{ variables: [{ ...topic, default: "nowhere to be found" }] }, ["variables", 0, "default"]],
      [{ variables: [topic, { ...topic, default: "strategy" }] }, ["variables", 1, "name"]],
      [{ variables: [{ ...topic, name: "__proto__" }] }, ["variables", 0, "name"]],
      [{ variables: [{ ...topic, kind: "money" }] }, ["variables", 0, "default"]],
      [{ variables: Array.from({ length: 41 }, () => topic) }, ["variables"]],
    ];
    for (const [changes, path] of inputs) {
      const input = { planId, name: "Fine", variables: [], ...changes } as Parameters<
        typeof savePlaybook
      >[0]["input"];
      const refusal = await refusalOf(savePlaybook({ ctx, input }));
      expect(refusal.code).toBe("invalid");
      expect(refusal.issues[0]?.path).toEqual(path);
    }
    const empty = await newPlan(db, member);
    expect((await refusalOf(savePlaybook({ ctx, input: { planId: empty, name: "Empty" } }))).code).toBe(
      "conflict",
    );
    expect(await db.playbook.count({ where: { workspaceId } })).toBe(0);
  });

  test("a workspace has a limit", async () => {
    const { ctx, workspaceId, planId, userId } = await newPlaybook();
    const row = {
      workspaceId,
      description: "",
      phrases: [],
      graph: testGraph(["a"]),
      variables: [],
      createdBy: userId,
    };
    await db.playbook.createMany({
      data: Array.from({ length: 299 }, (_, i) => ({ ...row, id: newId(), name: `Number ${i}` })),
    });
    expect((await refusalOf(savePlaybook({ ctx, input: { planId, name: "One more" } }))).code).toBe("limit");
  });
});

describe("using", () => {
  test("makes a draft with other values, told of in its report, which can be undone and edited like any other", async () => {
    const { ctx, workspaceId, userId, playbookId } = await newPlaybook();
    const values = {
      topic: "herbal tea",
      budget: "12,500.50 EUR",
      period_from: "2028-04-01",
      period_to: "2028-06-30",
    };
    const { planId } = await planFromPlaybook({ ctx, input: { playbookId, values } });
    const plan = await getPlan({ ctx, input: { planId } });
    expect(plan).toMatchObject({ status: "draft", rev: 1, title: "Herbal tea strategy" });
    expect(plan.goal).toBe(
      "Generate a marketing strategy for next quarter focusing on herbal tea, budget €12,500.50",
    );
    expect(plan.analysis?.goalBudget).toEqual({ cents: 1_250_050, currency: "EUR" });
    expect(JSON.stringify(plan.graph)).not.toMatch(/eco-products|4000000|40,000|2027-0/i);
    expect(JSON.stringify(plan.graph)).toContain("2028-04-01");
    expect(plan.report).toMatchObject({ source: "playbook", playbookId, confidence: 1 });
    expect(plan.report?.remarks.join(" ")).toMatch(/Eco-products strategy.*Topic: herbal tea/s);
    expect(plan.report?.assumptions.join(" ")).toContain("next quarter");

    const rows = await db.draftPatch.findMany({ where: { workspaceId, planId } });
    expect(rows).toMatchObject([{ rev: 1, author: { kind: "planner" } }]);
    const replayed = applyPatch({ steps: [], dependencies: [] }, PlanPatch.parse(rows[0]?.patch));
    expect(replayed).toMatchObject({ ok: true, graph: plan.graph });
    const [step] = plan.graph.steps;
    const change = { op: "update" as const, stepId: step?.id ?? "", changes: { title: "Mine" } };
    const edited = await savePatches({
      ctx: { ...ctx, actor: { kind: "user", userId, workspaceId, role: "editor", name: "Ed" } },
      input: { planId, baseRev: 1, patches: [{ key: newId(), patch: [change] }] },
    });
    expect(edited).toMatchObject({ status: "saved", rev: 2 });
  });

  test("with the defaults gives the same steps", async () => {
    const { ctx, playbookId } = await newPlaybook();
    const { planId } = await planFromPlaybook({ ctx, input: { playbookId } });
    const { graph } = await getPlan({ ctx, input: { planId } });
    expect(graph.steps).toEqual(GRAPH.steps);
    expect(new Set(graph.dependencies.map(dependencyKey))).toEqual(
      new Set(GRAPH.dependencies.map(dependencyKey)),
    );
  });

  test("what does not fit is refused beside the variable, and no plan is made", async () => {
    const { ctx, workspaceId, playbookId } = await newPlaybook();
    const before = await db.plan.count({ where: { workspaceId } });
    for (const [name, value] of Object.entries({
      topic: "x".repeat(2_001),
      budget: "plenty",
      period_from: "soon",
      audience_of_nobody: "x",
      constructor: "x",
      toString: "x",
    })) {
      const refusal = await refusalOf(
        planFromPlaybook({ ctx, input: { playbookId, values: { [name]: value } } }),
      );
      expect([refusal.code, refusal.issues[0]?.path], name).toEqual(["invalid", ["values", name]]);
    }
    expect(await db.plan.count({ where: { workspaceId } })).toBe(before);
  });

  test("a built-in one is adapted to a goal, and needs one", async () => {
    const { ctx } = await newMember(db);
    const refusal = await refusalOf(planFromPlaybook({ ctx, input: { playbookId: "trip-plan" } }));
    expect([refusal.code, refusal.issues[0]?.path]).toEqual(["invalid", ["goal"]]);
    const input = { playbookId: "trip-plan", goal: "A week in Lisbon next spring" };
    const plan = await getPlan({ ctx, input: await planFromPlaybook({ ctx, input }) });
    expect(plan.graph.steps.length).toBeGreaterThan(3);
    expect(plan.report).toMatchObject({ source: "playbook", playbookId: "trip-plan" });
  });
});

describe("changing", () => {
  test("keeps the places of what stays, puts new defaults into the plan, finds new parts and forgets the rest", async () => {
    const { ctx, workspaceId, playbookId } = await newPlaybook();
    const before = await getPlaybook({ ctx, input: { playbookId } });
    const [topic] = VARIABLES;
    if (topic?.kind !== "text") throw new Error("There is no topic.");
    await updatePlaybook({
      ctx,
      input: {
        playbookId,
        updatedAt: before.updatedAt ?? "",
        name: "Renamed",
        description: "New",
        phrases: ["One", "Two"],
        variables: [
          { ...topic, label: "Product", default: "tea" },
          { kind: "text", name: "channel", label: "Channel", description: "", default: "Email newsletter" },
        ],
      },
    });
    const [saved] = await savedPlaybooks(db, workspaceId);
    expect(saved).toMatchObject({ name: "Renamed", phrases: ["One", "Two"] });
    expect(saved?.variables.map(({ name, label, default: usual }) => [name, label, usual])).toEqual([
      ["topic", "Product", "tea"],
      ["channel", "Channel", "Email newsletter"],
    ]);
    expect(JSON.stringify(saved?.graph)).not.toContain("eco-products");
    const { content } = await exportPlaybook({ ctx, input: { playbookId } });
    expect((await importPlaybook({ ctx, input: { text: content } })).name).toBe("Renamed (2)");
  });

  test("what somebody else changed meanwhile is not overwritten, and a taken name is refused", async () => {
    const { ctx, planId, playbookId } = await newPlaybook();
    await savePlaybook({ ctx, input: { planId, name: "Another" } });
    const { updatedAt } = await getPlaybook({ ctx, input: { playbookId } });
    const input = {
      playbookId,
      updatedAt: updatedAt ?? "",
      name: "First",
      description: "",
      phrases: [],
      variables: [],
    };
    const taken = await refusalOf(updatePlaybook({ ctx, input: { ...input, name: "Another" } }));
    expect([taken.code, taken.issues[0]?.path]).toEqual(["conflict", ["name"]]);
    await updatePlaybook({ ctx, input });
    expect((await refusalOf(updatePlaybook({ ctx, input: { ...input, name: "Second" } }))).code).toBe(
      "conflict",
    );
    expect((await getPlaybook({ ctx, input: { playbookId } })).name).toBe("First");
  });

  test("a deleted one is gone, its plans stay", async () => {
    const { ctx, playbookId } = await newPlaybook();
    const { planId } = await planFromPlaybook({ ctx, input: { playbookId } });
    await deletePlaybook({ ctx, input: { playbookId } });
    expect((await refusalOf(deletePlaybook({ ctx, input: { playbookId } }))).code).toBe("not_found");
    expect((await listPlaybooks({ ctx, input: {} })).saved).toEqual([]);
    expect((await getPlan({ ctx, input: { planId } })).report?.playbookId).toBe(playbookId);
  });
});

test("the list has those of the workspace and the built-in ones, and finds words in any case", async () => {
  const { ctx, playbookId } = await newPlaybook("Ünique 100 % name");
  const all = await listPlaybooks({ ctx, input: {} });
  expect(all.saved).toMatchObject([{ id: playbookId, stepCount: GRAPH.steps.length }]);
  expect(all.builtIn).toHaveLength(PLAYBOOKS.length);
  const found = async (query: string) => {
    const { saved, builtIn } = await listPlaybooks({ ctx, input: { query } });
    return [saved.length, builtIn.length > 0];
  };
  expect(await found("eco-PRODUCTS")).toEqual([1, false]);
  expect(await found("100 %")).toEqual([1, false]);
  expect(await found("survey")).toEqual([0, true]);
  expect(await found("zyxw")).toEqual([0, false]);
});
