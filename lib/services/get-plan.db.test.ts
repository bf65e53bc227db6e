import { expect, test } from "vitest";
import { newId } from "#lib/domain/ids.ts";
import { makeGraph, makeStep } from "#lib/testing/arbitrary-plan.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { newPlan } from "#lib/testing/plans.ts";
import { seedRun, testGraph } from "#lib/testing/seed-run.ts";
import { getPlan } from "./get-plan.ts";
import { sealVersion } from "./seal-version.ts";

const { prisma } = await testDb();

test("gives the draft, versions, and runs with what is done of each", async () => {
  const member = await newMember(prisma);
  const { workspaceId } = member;
  const graph = makeGraph(["a", "b", "c"], ["a>b"]);
  const planId = await newPlan(prisma, member, { graph });
  const author = { kind: "planner" as const, name: "Built-in planner" };
  await prisma.$transaction((tx) =>
    sealVersion(tx, { workspaceId, planId, rev: 0, author, summary: "First" }),
  );
  const runId = newId();
  await prisma.run.create({
    data: {
      workspaceId,
      id: runId,
      number: 7,
      planId,
      versionNumber: 1,
      status: "running",
      toolVersions: {},
      idempotencyKey: newId(),
      createdBy: member.userId,
      steps: {
        create: (["succeeded", "skipped", "running"] as const).map((status, i) => ({
          stepId: ["a", "b", "c"][i] ?? "",
          step: makeStep("a"),
          status,
          pending: 0,
          costMicros: 5n,
        })),
      },
    },
  });
  const plan = await getPlan({ ctx: member.ctx, input: { planId } });
  expect(plan).toMatchObject({
    id: planId,
    graph,
    rev: 0,
    seq: 0,
    status: "draft",
    analysis: null,
    versions: [{ number: 1, author, runs: 1 }],
    runs: [{ id: runId, number: 7, status: "running", stepsDone: 2, stepsTotal: 3, costMicros: 15 }],
  });
});

test("gives what is known for an estimate: what the draft's steps and the tools took before", async () => {
  const { workspaceId, runId, planId } = await seedRun(prisma, testGraph(["a", "b", "c"]));
  const moment = (second: number) => new Date(Date.UTC(2030, 0, 1) + second * 1_000);
  const took = { status: "succeeded", ownTool: "test.work", startedAt: moment(0), finishedAt: moment(4) };
  await prisma.stepRun.updateMany({ where: { runId }, data: took });
  const ctx = { actor: { kind: "system" as const, workspaceId }, db: prisma };
  const { estimateBasis } = await getPlan({ ctx, input: { planId } });
  expect(estimateBasis).toMatchObject({ steps: [], items: {}, models: { executor: null, checker: null } });
  expect(estimateBasis.tools).toContainEqual(
    expect.objectContaining({ tool: "test.work", models: "", count: 3, seconds: { p50: 4, p90: 4 } }),
  );
  await prisma.stepRun.updateMany({ where: { runId }, data: { status: "failed" } });
  expect((await getPlan({ ctx, input: { planId } })).estimateBasis.tools).toEqual([]);
});
