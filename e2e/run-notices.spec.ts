import { expect, planGoal, REFERENCE_GOAL, runStatus, startRun, test } from "./support.ts";

test("whoever started a run hears on another page that it has ended, and gets to it from there", async ({
  page,
}) => {
  await planGoal(page, REFERENCE_GOAL);
  await startRun(page);
  const run = page.url();
  await page.getByRole("link", { name: "Knowledge" }).click();
  await expect(page.getByRole("heading", { name: "Knowledge", level: 1 })).toBeVisible();
  const notice = page.getByRole("status").getByText(/has succeeded\./);
  await expect(notice).toBeVisible({ timeout: 60_000 });
  await page.getByRole("link", { name: "See the run" }).click();
  await expect(page).toHaveURL(run);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await expect(notice).toHaveCount(0);
});
