import { expect, planGoal, runStatus, startRun, test } from "./support.ts";

test("history finds runs by words and state", async ({ page }) => {
  await planGoal(page, "Analyse our marketing metrics, then compile a report about heron habitats");
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible();

  await page.goto("/runs");
  const rows = page.getByRole("list", { name: "Runs" }).getByRole("listitem");
  await expect(rows.first()).toBeVisible();
  await page.getByLabel("Search runs").fill("heron habitats");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/heron/);
  await page.reload();
  await expect(rows).toHaveCount(1);
  const states = page.getByRole("navigation", { name: "Filter by state" });
  await states.getByRole("link", { name: "Aborted" }).click();
  await expect(page.getByText("No run matches")).toBeVisible();
  await states.getByRole("link", { name: "Succeeded" }).click();
  await expect(rows).toHaveCount(1);
  await page.getByLabel("Search runs").fill("no run has these words");
  await expect(page.getByText("No run matches")).toBeVisible();
});

test("a run that is not there gets a page that says so, not an error", async ({ page, expectedErrors }) => {
  expectedErrors.push(/404/);
  for (const path of [
    "/runs/01m837c9kxga76j6vnjp0a1370",
    "/runs/not-an-id",
    "/plans/01m837c9kxga76j6vnjp0a1370",
  ]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});
