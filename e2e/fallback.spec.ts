import type { Page } from "@playwright/test";
import { card, expect, planGoal, runStatus, startRun, test } from "./support.ts";

const NAME = "xenolith-notes.txt";
const GOAL = "Research xenolith orchards, then draft a newsletter";

async function runGoal(page: Page): Promise<void> {
  await planGoal(page, GOAL);
  await startRun(page);
  await expect(runStatus(page, "Succeeded")).toBeVisible();
}

test("what an earlier search found stands in, with its date, when the document is gone", async ({ page }) => {
  await page.goto("/knowledge");
  await page.getByRole("button", { name: "Write or paste" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(NAME);
  await dialog.getByLabel("Kind").selectOption({ label: "Text" });
  await dialog
    .getByLabel("Content")
    .fill("Xenolith orchards yield best when the stones are turned in spring.");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await runGoal(page);
  await expect(page.getByText(/“Search knowledge” found nothing/)).toHaveCount(0);

  await page.goto("/knowledge");
  await page.getByRole("button", { name: `More for ${NAME}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page
    .getByRole("dialog")
    .or(page.getByRole("alertdialog"))
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(page.getByRole("button", { name: `More for ${NAME}` })).toBeHidden();

  await runGoal(page);
  await expect(
    page.getByText(/“Search knowledge” found nothing\. Tried “Search the web”\./).first(),
  ).toBeVisible();
  await card(page, "Research xenolith orchards").click();
  const panel = page.getByRole("complementary", { name: /^Step:/ });
  await expect(panel.getByText("cache.read").first()).toBeVisible();
  await expect(panel).toContainText(/Xenolith orchards yield best/);
  await expect(panel).toContainText(new RegExp(String(new Date().getUTCFullYear())));
});
