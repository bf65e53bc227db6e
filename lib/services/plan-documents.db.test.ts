import { expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { testDb } from "#lib/testing/database.ts";
import { searchStep } from "#lib/testing/drive-run.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { testGraph } from "#lib/testing/seed-run.ts";
import { exportPlan } from "./export-plan.ts";
import { getPlan } from "./get-plan.ts";
import { importPlan } from "./import-plan.ts";

const { prisma } = await testDb();
const graph = testGraph([searchStep("a"), searchStep("b")], ["a>b"]);
const document = { format: "planwright.plan", version: 1, title: "Mine", goal: "Mine", graph };

/** Why a text is refused; nothing of it is kept. */
async function refused(text: string): Promise<string> {
  const { ctx, workspaceId } = await newMember(prisma);
  const outcome = await importPlan({ ctx, input: { text } }).catch((error: unknown) => error);
  if (!(outcome instanceof DomainError)) throw new Error("It was imported.");
  expect(outcome.code).toBe("invalid");
  expect(await prisma.plan.count({ where: { workspaceId } })).toBe(0);
  return outcome.message;
}

test("what was exported is imported elsewhere as the same plan, a draft that nothing was started for", async () => {
  const [from, to] = [await newMember(prisma), await newMember(prisma, { name: "Bo" })];
  const planId = await newPlan(prisma, from, { graph });
  const file = await exportPlan({ ctx: from.ctx, input: { planId } });
  expect(file.content).not.toContain(from.userId);
  expect(file.content).not.toContain(planId);
  const imported = await importPlan({ ctx: to.ctx, input: { text: `\ufeff${file.content}` } });
  const jobs = await prisma.$queryRaw`
    select 1 as one from graphile_worker._private_jobs where payload ->> 'planId' = ${imported.planId}`;
  expect(jobs).toEqual([]);
  const original = await getPlan({ ctx: from.ctx, input: { planId } });
  expect(await getPlan({ ctx: to.ctx, input: { planId: imported.planId } })).toMatchObject({
    title: original.title,
    goal: original.goal,
    status: "draft",
    graph,
    versions: [],
    runs: [],
  });
});

test("a title with slashes is the file's name whole", async () => {
  const member = await newMember(prisma);
  const planId = await newPlan(prisma, member, { graph, title: "Q1/Q2 strategy, a\\b" });
  const { name } = await exportPlan({ ctx: member.ctx, input: { planId } });
  expect(name).toBe("Q1-Q2 strategy, a-b.plan.json");
});

test("refuses what is no plan, saying where, and keeps nothing of it", async () => {
  expect(await refused("{")).toContain("not JSON");
  expect(await refused(JSON.stringify({ ...document, format: "planwright.playbook" }))).toContain(
    "not a plan that Planwright exported",
  );
  expect(await refused(JSON.stringify({ ...document, version: 2 }))).toContain("newer Planwright");
  const [a] = graph.steps;
  const twice = { steps: [a, a], dependencies: [] };
  expect(await refused(JSON.stringify({ ...document, graph: twice }))).toContain("Two steps have the id");
  const circle = { ...graph, dependencies: [...graph.dependencies, { from: "b", to: "a" }] };
  expect(await refused(JSON.stringify({ ...document, graph: circle }))).toContain("wait for each other");
  const nowhere = { ...graph, dependencies: [{ from: "a", to: "z" }] };
  expect(await refused(JSON.stringify({ ...document, graph: nowhere }))).toContain("There is no step “z”");
  const nul = {
    ...graph,
    steps: [{ ...a, args: { query: { kind: "literal", value: "\u0000" } } }],
    dependencies: [],
  };
  expect(await refused(JSON.stringify({ ...document, graph: nul }))).toContain("cannot be kept");
  expect(await refused(`"${"x".repeat(2_000_001)}"`)).toContain("larger than 2 MB");
});

test("what the installation lacks is a finding of the plan, not a refusal", async () => {
  const { ctx } = await newMember(prisma);
  const unknown = testGraph([searchStep("a", { tool: "mcp.nowhere.tool" })]);
  const { planId } = await importPlan({
    ctx,
    input: { text: JSON.stringify({ ...document, graph: unknown }) },
  });
  expect((await getPlan({ ctx, input: { planId } })).graph).toEqual(unknown);
});
