import { afterAll, expect, test } from "vitest";
import type { z } from "zod";
import { newId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { Policy } from "#lib/domain/policy.ts";
import { ApprovalRequest } from "#lib/domain/approval.ts";
import type { RunKey } from "#lib/ledger/keys.ts";
import { approveRequest } from "#lib/services/approve-request.ts";
import { getRun } from "#lib/services/get-run.ts";
import { listApprovals } from "#lib/services/list-approvals.ts";
import { startRun } from "#lib/services/start-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedPlan, testGraph, testStep } from "#lib/testing/seed-run.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { TOOLS, toolSpecs } from "#lib/tools/registry.ts";
import { workerWithin } from "./worker-within.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 60_000, interval: 20 };

/** A call of this costs a hundred millionths of a dollar. The runs in which it was really made. */
const charged: string[] = [];
const checking = TOOLS.get("text.check");
if (!checking) throw new Error("There is no such tool.");
const paid: Tool = {
  ...checking,
  local: false,
  costMicros: 100,
  run: async (args, context) => {
    charged.push(context.runId);
    return { ...(await checking.run(args, context)), costMicros: 100 };
  },
};
const versions = new Map(toolSpecs().map(({ name, version }) => [name, version]));
const tools = [...TOOLS.values()].map((tool) => (tool.name === paid.name ? paid : tool));
// Two, as on two machines.
const stops = [1, 2].map(() => workerWithin(url, tools, { toolVersions: versions }));
afterAll(() => Promise.all(stops.map((stop) => stop())));

const pay = (id: string) =>
  testStep(id, { tool: "text.check", args: { text: { kind: "literal", value: id } } });
const part = (id: string, planId: string) =>
  testStep(id, {
    tool: "subplan.run",
    args: { plan: { kind: "literal", value: planId }, version: { kind: "literal", value: 1 } },
  });

async function workspace(caps: z.input<typeof Policy>["caps"]) {
  const member = await newMember(db);
  const { workspaceId, ctx } = member;
  const author = { kind: "api", name: "Test" };
  await db.policyVersion.create({
    data: { workspaceId, number: 1, policy: Policy.parse({ caps }), author, summary: "" },
  });
  return {
    ...member,
    plan: async (title: string, graph: PlanGraph) => {
      const planId = await seedPlan(db, workspaceId, graph, { title });
      await db.planVersion.create({
        data: { workspaceId, planId, number: 1, graph, rev: 0, author, summary: "First version" },
      });
      await db.plan.update({
        where: { workspaceId_id: { workspaceId, id: planId } },
        data: { lastVersion: 1, sealedRev: 0 },
      });
      return planId;
    },
    start: async (graph: PlanGraph): Promise<RunKey> => {
      const planId = await seedPlan(db, workspaceId, graph, { title: "The whole" });
      const { runId } = await startRun({ ctx, input: { planId, rev: 0, idempotencyKey: newId() } });
      return { workspaceId, runId };
    },
  };
}
const familyOf = async ({ workspaceId }: RunKey) =>
  (await db.run.findMany({ where: { workspaceId } })).map(({ id }) => id);
const chargesOf = async (run: RunKey) => {
  const family = await familyOf(run);
  return charged.filter((runId) => family.includes(runId)).length;
};
const statusOf = ({ runId }: RunKey) => db.run.findFirstOrThrow({ where: { id: runId } });
const totalOf = async ({ runId }: RunKey) =>
  db.spendTotal.findFirst({ where: { scope: `run:${runId}` }, select: { micros: true, calls: true } });
/** What the steps say that wait for spend, when nothing can go on without somebody; else nothing. */
const stopped = async ({ workspaceId }: RunKey) => {
  const rows = await db.$queryRaw<{ message: string; passes: boolean }[]>`
    select s.error->>'message' as message, coalesce((t.stop->'stop'->>'passing')::boolean, true) as passes
    from step_runs s
    left join spend_stops t on t.workspace_id = s.workspace_id and t.run_id = s.run_id and t.step_id = s.step_id
      and t.attempt = s.attempt
    where s.workspace_id = ${workspaceId} and s.status = 'waiting' and s.waiting_for = 'spend'`;
  const live = await db.stepRun.count({ where: { workspaceId, status: { in: ["ready", "running"] } } });
  return live > 0 || rows.some(({ passes }) => passes) ? [] : rows.map(({ message }) => message);
};

test("a run whose parts do the work is stopped at its own cap, in whichever part; raised there, all of them go on", async () => {
  const { ctx, plan, start } = await workspace({ run: { micros: 450 } });
  const inner = await plan("The inner", testGraph([pay("a"), pay("b")]));
  const outer = await plan("The outer", testGraph([part("x", inner), part("y", inner), pay("c")]));
  const run = await start(testGraph([part("one", outer), part("two", outer), pay("d")]));
  // Eleven paid calls in seven runs, of which no part alone comes near the cap, and four fit.
  const sentence =
    /^Run 1 of “The whole”, which this run is a part of, may take with all its parts \$0\.00045\. Spent or held so far: \$0\.0004; Check text may take \$0\.0001 more\.$/;
  await expect
    .poll(async () => {
      const messages = await stopped(run);
      return (
        messages.length > 0 &&
        messages.every((message) => sentence.test(message) || message.startsWith("This run may take"))
      );
    }, WAIT)
    .toBe(true);
  expect(await chargesOf(run)).toBe(4);
  expect(await totalOf(run)).toMatchObject({ micros: 400n });
  expect((await getRun({ ctx, input: { runId: run.runId } })).costMicros).toBe(400);

  const pending = await listApprovals({ ctx, input: {} });
  const asked = pending.items.filter(({ request }) => ApprovalRequest.parse(request).kind === "spend");
  const below = asked.find(({ runId }) => runId !== run.runId);
  if (!below) throw new Error("A part was to ask.");
  expect(below.request).toMatchObject({
    stop: { above: { runId: run.runId, number: 1, planTitle: "The whole" } },
  });
  const enough = approveRequest({ ctx, input: { approvalId: below.id, args: { to: 1_100 } } });
  expect(await enough).toEqual({ decided: true });
  await expect.poll(() => statusOf(run), WAIT).toMatchObject({ status: "succeeded" });
  expect(await chargesOf(run)).toBe(11);
  expect(
    (await db.run.findMany({ where: { parentRun: { not: null }, workspaceId: run.workspaceId } })).length,
  ).toBe(6);
}, 120_000);

test("many parts at the same time, two deep: at no time is more spent and held than the whole may take", async () => {
  const { plan, start } = await workspace({ run: { micros: 1_250 } });
  const inner = await plan("The inner", testGraph(["a", "b", "c", "d"].map(pay)));
  const outer = await plan("The outer", testGraph([part("x", inner), part("y", inner), pay("e")]));
  const names = Array.from({ length: 5 }, (_, at) => `p${at}`);
  const run = await start(testGraph(names.map((name) => part(name, outer))));
  let highest = 0n;
  await expect
    .poll(async () => {
      const total = (await totalOf(run))?.micros ?? 0n;
      highest = total > highest ? total : highest;
      return (await stopped(run)).length;
    }, WAIT)
    .toBeGreaterThan(0);
  expect(highest).toBeLessThanOrEqual(1_250n);
  expect(await chargesOf(run)).toBe(12);
}, 120_000);

test("calls are counted over all parts as well, those that start them too", async () => {
  const { plan, start } = await workspace({ run: { calls: 4 } });
  const inner = await plan("The inner", testGraph([pay("a"), pay("b"), pay("c")]));
  // Starting the part, its three calls; to go on with the part's end is one more.
  const run = await start(testGraph([part("one", inner)]));
  await expect.poll(() => stopped(run), WAIT).toHaveLength(1);
  expect(await totalOf(run)).toMatchObject({ calls: 4n });
  expect(await chargesOf(run)).toBe(3);
}, 120_000);
