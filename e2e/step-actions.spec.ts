import type { Page } from "@playwright/test";
import type { Database } from "#lib/db/client.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import { openInstallation } from "./installation.ts";
import { finishedRun } from "./seeded-run.ts";
import { card, expect, look, runStatus, test } from "./support.ts";
import { withWorkerStopped } from "./worker-process.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
test.afterAll(async () => {
  await database.close();
});

/** Opens the only step of a run in which it stands so. */
async function openStep(
  page: Page,
  title: string,
  step: { status: "failed" | "waiting"; waitingFor: "decision" | "timer" | null },
) {
  const { prisma } = database;
  const graph = testGraph([testStep("send", { title: "Send the letter" })]);
  const { workspaceId, runId } = await finishedRun(prisma, graph, {}, title);
  const of = { workspaceId, runId, stepId: "send" };
  await prisma.attempt.create({ data: { ...of, attempt: 1, status: "running" } });
  const later = new Date(Date.now() + 3_600_000);
  const timer = step.waitingFor === "timer";
  const wakeAt = timer ? later : null;
  const finishedAt = step.status === "failed" ? new Date() : null;
  await prisma.stepRun.updateMany({ where: of, data: { ...step, wakeAt, finishedAt } });
  await prisma.run.updateMany({
    where: { id: runId },
    data: {
      status: timer ? "running" : "needs_attention",
      finishedAt: null,
      undone: 1,
      live: timer ? 1 : 0,
    },
  });
  await page.goto(`/runs/${runId}`);
  await card(page, "Send the letter").click();
  return page.getByRole("complementary", { name: "Step: Send the letter" });
}

test("a step of which nobody knows how it ended is settled: it took effect", async ({ page }) => {
  const step = await openStep(page, "A letter that was sent", { status: "waiting", waitingFor: "decision" });
  await expect(step.getByText("Nobody knows how this ended")).toBeVisible();
  await look(page, "step-unknown");
  await step.getByRole("button", { name: "It took effect" }).click();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await expect(step.getByText("Succeeded", { exact: true })).toBeVisible();
  await expect(step.getByText("Nobody knows how this ended")).toHaveCount(0);
  await expect(step.getByText("Robin Ashby said that it had finished.")).toBeVisible();
});

test("by keyboard: it did not, and the failed step is tried again", async ({ page }) => {
  const step = await openStep(page, "A letter that was not sent", {
    status: "waiting",
    waitingFor: "decision",
  });
  await step.getByRole("button", { name: "It took effect" }).focus();
  await page.keyboard.press("Tab");
  await expect(step.getByRole("button", { name: "It did not" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(step.getByText("Failed", { exact: true })).toBeVisible();
  await expect(runStatus(page, "Needs attention")).toBeVisible();
  await withWorkerStopped(database, async () => {
    await step.getByRole("button", { name: "Retry step" }).focus();
    await page.keyboard.press("Enter");
    await expect(step.getByText("Ready", { exact: true })).toBeVisible();
    await expect(runStatus(page, "Running")).toBeVisible();
  });
  await expect(step.getByText("Robin Ashby asked for another try.")).toBeVisible();
});

test("a step that waits for its next try is tried now", async ({ page }) => {
  const step = await openStep(page, "A letter that is tried again", {
    status: "waiting",
    waitingFor: "timer",
  });
  await withWorkerStopped(database, async () => {
    await step.getByRole("button", { name: "Retry now" }).click();
    await expect(step.getByText("Ready", { exact: true })).toBeVisible();
    await expect(step.getByRole("button", { name: "Retry now" })).toHaveCount(0);
  });
});
