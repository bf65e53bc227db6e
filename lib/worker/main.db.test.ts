import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test, vi } from "vitest";
import { createPlan } from "#lib/services/create-plan.ts";
import { getOutputFile } from "#lib/services/get-output-file.ts";
import { getPlan } from "#lib/services/get-plan.ts";
import { getRun } from "#lib/services/get-run.ts";
import { getStepRun } from "#lib/services/get-step-run.ts";
import { loadSampleWorkspace } from "#lib/services/load-sample-workspace.ts";
import { startRun } from "#lib/services/start-run.ts";
import { testDb } from "#lib/testing/database.ts";
import { newMember } from "#lib/testing/members.ts";

const { prisma: db, url } = await testDb();
const WAIT = { timeout: 60_000, interval: 100 };
const GOAL = "Generate a marketing strategy for next quarter focusing on eco-products, budget $40,000";

test("the worker program plans the reference goal and carries the plan out, then stops cleanly", async () => {
  const worker = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], {
    env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: "info", NODE_ENV: "test" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void worker.kill("SIGKILL"));
  const log: string[] = [];
  createInterface({ input: worker.stdout }).on("line", (line) => log.push(line));
  await vi.waitFor(() => expect(log.join("\n")).toContain('"worker ready"'), WAIT);

  const { ctx } = await newMember(db);
  await loadSampleWorkspace({ ctx, input: {} });
  const { planId } = await createPlan({ ctx, input: { goal: GOAL } });
  await expect.poll(async () => (await getPlan({ ctx, input: { planId } })).status, WAIT).toBe("draft");
  const plan = await getPlan({ ctx, input: { planId } });
  expect(plan.graph.steps.length).toBeGreaterThan(3);

  const { runId } = await startRun({ ctx, input: { planId, rev: plan.rev, idempotencyKey: "click" } });
  const over = ["succeeded", "needs_attention", "failed"];
  await expect
    .poll(async () => over.includes((await getRun({ ctx, input: { runId } })).status), WAIT)
    .toBe(true);
  const run = await getRun({ ctx, input: { runId } });
  expect(
    run.steps.filter((step) => step.status === "failed").map((step) => [step.stepId, step.error]),
  ).toEqual([]);
  expect(run.status).toBe("succeeded");

  const details = await Promise.all(
    run.steps.map(({ stepId }) => getStepRun({ ctx, input: { runId, stepId } })),
  );
  const markdown = details.flatMap(({ step, files }) =>
    files
      .filter((file) => file.mediaType.startsWith("text/markdown"))
      .map(({ name }) => ({ stepId: step.stepId, name })),
  );
  expect(markdown).not.toEqual([]);
  for (const file of markdown) {
    const { content } = await getOutputFile({ ctx, input: { runId, ...file } });
    expect(content).toContain("#");
  }

  worker.kill("SIGTERM");
  const [code] = (await once(worker, "exit")) as [number | null];
  expect(code).toBe(0);
  const faults = log.filter((line) => /"level":"(error|fatal|warn)"/.test(line));
  expect(faults).toEqual([]);
}, 180_000);
