import { expect, test } from "vitest";
import { expandStep } from "#lib/ledger/expand-step.ts";
import { claimOf, codeOf, failAll } from "#lib/testing/drive-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";
import { seedRun, testGraph, testStep } from "#lib/testing/seed-run.ts";
import { getRun } from "./get-run.ts";
import { getStepRun } from "./get-step-run.ts";
import { retryStep } from "./retry-step.ts";
import { skipStep } from "./skip-step.ts";

const { prisma: db } = await testDb();

test("a person looks at, retries and skips an item of a map as any step; skipping the map leaves its items out", async () => {
  const { ctx, workspaceId } = await newMember(db);
  const graph = testGraph(
    ["list", testStep("map", { kind: "map", each: { ref: "list", path: [] } })],
    ["list>map"],
  );
  const { runId } = await seedRun(db, graph, { workspaceId });
  await failAll(db, runId);
  await skipStep({ ctx, input: { runId, stepId: "list", output: ["x", "y", "z"] } });
  const [map] = await claimOf(db, runId);
  if (!map) throw new Error("The map was to be claimed.");
  await expandStep(db, map, ["x", "y", "z"]);
  await failAll(db, runId);

  expect((await getRun({ ctx, input: { runId } })).status).toBe("needs_attention");
  expect((await getStepRun({ ctx, input: { runId, stepId: "map.1" } })).step).toMatchObject({
    status: "failed",
    item: { of: "map", index: 1 },
  });
  await retryStep({ ctx, input: { runId, stepId: "map.1" } });
  await skipStep({ ctx, input: { runId, stepId: "map.0", output: "given" } });
  expect(await codeOf(retryStep({ ctx, input: { runId, stepId: "map.7" } }))).toBe("not_found");
  const states = async () =>
    Object.fromEntries(
      (await getRun({ ctx, input: { runId } })).steps.map(({ stepId, status }) => [stepId, status]),
    );
  expect(await states()).toMatchObject({
    map: "waiting",
    "map.0": "skipped",
    "map.1": "ready",
    "map.2": "failed",
  });

  await skipStep({ ctx, input: { runId, stepId: "map", output: [] } });
  expect(await states()).toMatchObject({
    map: "skipped",
    "map.0": "skipped",
    "map.1": "cancelled",
    "map.2": "skipped",
  });
  expect((await getRun({ ctx, input: { runId } })).status).toBe("succeeded");
});
