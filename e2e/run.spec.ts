import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Database } from "#lib/db/client.ts";
import { holdRunPage } from "./held-run-page.ts";
import { openInstallation } from "./installation.ts";
import {
  FRUITLESS_GOAL,
  card,
  cardsThat,
  expect,
  look,
  planGoal,
  REFERENCE_GOAL,
  runStatus,
  startRun,
  test,
} from "./support.ts";
import { killWorker, withWorkerStopped } from "./worker-process.ts";

let database: Database;
test.beforeAll(() => {
  database = openInstallation();
});
test.afterAll(async () => {
  await database.close();
});

async function runGoal(page: Page, goal: string): Promise<void> {
  // Without it the view glides when a banner takes room, and what is aimed at is elsewhere by then.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await planGoal(page, goal);
  await startRun(page);
}

test("the reference goal runs to a document that can be read, downloaded and traced", async ({ page }) => {
  await runGoal(page, REFERENCE_GOAL);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  await expect(card(page, "Compose the strategy document")).toHaveAccessibleName(/, succeeded/);
  await expect(page).toHaveTitle(/Succeeded/);

  await page.getByRole("tab", { name: "Output" }).click();
  await expect(
    page.getByText("Assembled from earlier outputs and sources, not written by a model").first(),
  ).toBeVisible();
  await expect(page.getByRole("heading", { name: /Budget/ })).toBeVisible();
  await expect(page.getByText("$40,000.00").first()).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /\.md/ }).first().click();
  const markdown = await readFile(await (await download).path(), "utf8");
  expect(markdown).toContain("| Total | $40,000.00 |");
  expect(markdown).toContain("From the step Allocate the budget");

  await page.getByRole("tab", { name: /Events/ }).click();
  await expect(
    page
      .getByRole("list", { name: /Events/ })
      .getByRole("listitem")
      .first(),
  ).toBeVisible();
  await page.getByRole("tab", { name: "Timeline" }).click();
  await expect(page.getByRole("tabpanel").getByText("Allocate the budget")).toBeVisible();

  // What was run stays as it was run, whatever becomes of the plan.
  await page.reload();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await expect(page.locator(".react-flow__node")).toHaveCount(9);
});

test("a search that finds nothing falls back, fails honestly, and a replan brings the run to its end", async ({
  page,
}) => {
  await runGoal(page, FRUITLESS_GOAL);
  await expect(page.getByText("The run cannot go on by itself")).toBeVisible();
  const failed = cardsThat(page, "failed");
  await expect(failed).toHaveCount(1);
  await failed.click();
  const panel = page.getByRole("complementary", { name: /^Step:/ });
  await expect(panel.getByText("Why it did not work")).toBeVisible();
  await expect(panel).toContainText(/nothing/i);
  await expect(panel).toContainText(/not configured|No search provider/i);

  await expect(page.getByRole("button", { name: "Replan" })).toBeEnabled();
  await page.getByRole("button", { name: "Replan" }).click();
  await page.getByLabel("What should be different?").fill("Remove research xylographic zeppelins");
  await page.getByRole("button", { name: "Propose a replan" }).click();
  const proposal = page.getByRole("region", { name: "Proposed replan" });
  await expect(proposal.getByRole("heading", { name: /Dropped/ })).toBeVisible();
  await expect(proposal.getByRole("list").last().getByText("Analyse our marketing metrics")).toBeVisible();
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByText(/version 2/)).toBeVisible();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await expect(page.locator(".react-flow__node")).toHaveCount(3);
  // Finished work stayed: it was not done again.
  await card(page, "Analyse our marketing metrics").click();
  await expect(panel.getByText("1 attempt", { exact: true })).toBeVisible();
});

test("a finished run is played back, moment by moment, and the page goes on saying how it is", async ({
  page,
}) => {
  await runGoal(page, "Analyse our marketing metrics, then compile a report");
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  const succeeded = cardsThat(page, "succeeded");
  await expect(succeeded).toHaveCount(2);
  await page.getByRole("button", { name: "Play back" }).click();
  const moment = page.getByRole("slider", { name: "Moment" });
  await page.getByRole("combobox", { name: "Speed" }).selectOption("4 ×");
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  await expect(succeeded).toHaveCount(2);

  await moment.press("Home");
  await expect(succeeded).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Playback" })).toContainText("0 of 2 steps");
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await look(page, "playback");
  await moment.press("End");
  await expect(succeeded).toHaveCount(2);
  await page.getByRole("button", { name: "End the playback" }).click();
  await expect(page.getByRole("button", { name: "Play back" })).toBeVisible();
});

test("a failed step can be skipped, and the run goes on without it", async ({ page }) => {
  await runGoal(page, FRUITLESS_GOAL);
  await expect(page.getByText("The run cannot go on by itself")).toBeVisible();
  await cardsThat(page, "failed").click();
  await page.getByRole("button", { name: "Skip step" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /Skip/ }).click();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await expect(cardsThat(page, "skipped")).toHaveCount(1);
});

test("while the run's page is slow to come, another click starts no second run", async ({ page }) => {
  const address = await planGoal(page, "Research refill shops, then draft a newsletter");
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  const { wanted, release } = await holdRunPage(page);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const start = page.getByRole("button", { name: "Start the run" });
  await start.click();
  await wanted;
  await expect(start).toHaveAttribute("aria-busy", "true");
  await start.click({ force: true });
  release();
  await page.waitForURL(/\/runs\/[0-9a-z]{26}$/);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  const planId = address.split("/").at(-1) ?? "";
  expect(await database.prisma.run.count({ where: { version: { planId } } })).toBe(1);
});

test("pause starts nothing, a reload shows the truth, resume goes on", async ({ page }) => {
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await withWorkerStopped(database, async () => {
    await startRun(page);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(runStatus(page, "Paused")).toBeVisible();
  });
  await page.reload();
  await expect(runStatus(page, "Paused")).toBeVisible();
  await expect(cardsThat(page, "succeeded")).toHaveCount(0);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
});

test("abort asks first, says what happened, and ends the run for good", async ({ page }) => {
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await withWorkerStopped(database, async () => {
    await startRun(page);
    await page.getByRole("button", { name: "Abort", exact: true }).click();
    await page.getByRole("button", { name: "Keep running" }).click();
    await page.getByRole("button", { name: "Abort", exact: true }).click();
    await page.getByRole("button", { name: "Abort the run" }).click();
    await expect(runStatus(page, "Aborted")).toBeVisible();
  });
  await page.reload();
  await expect(runStatus(page, "Aborted")).toBeVisible();
  await expect(cardsThat(page, "cancelled")).toHaveCount(9);
  await expect(page.getByRole("button", { name: "Resume" })).toHaveCount(0);
});

test("a worker that is killed in the middle of a run is replaced, and the run finishes", async ({ page }) => {
  await runGoal(page, REFERENCE_GOAL);
  await killWorker(database);
  await expect(runStatus(page, "Succeeded")).toBeVisible({ timeout: 60_000 });
  await expect(cardsThat(page, "succeeded")).toHaveCount(9);
});
