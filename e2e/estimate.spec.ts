import type { Page } from "@playwright/test";
import { canvas, FIRST, inspector, openChain, pick } from "./editor.ts";
import { card, expect, runStatus, startRun, test } from "./support.ts";

const note = (page: Page) => page.getByRole("button", { name: /^Estimate: / });
const popover = (page: Page) => page.getByRole("dialog", { name: "Estimate" });
/** "1 to 3 s, free", also with what is not known. */
const RANGE = /^Estimate: [\d.]+( (s|min))? to [\d.]+ (s|min), (free|cost unknown|\$[\d.]+.*)$/;

test("a plan's header says from what to what it takes and why, and goes by earlier runs once there are three", async ({
  page,
}) => {
  const address = await openChain(page);
  await expect(note(page)).toHaveAccessibleName(RANGE);
  await note(page).click();
  await expect(popover(page)).toContainText("nine of ten");
  await expect(popover(page)).toContainText(/\d steps?: (tool default|from )/);
  await expect(popover(page)).toContainText("Steps that do not depend on each other run at the same time.");
  await page.keyboard.press("Escape");
  await expect(popover(page)).toBeHidden();
  await expect(note(page)).toBeFocused();

  for (let run = 0; run < 3; run++) {
    await page.goto(address);
    await startRun(page);
    await expect(runStatus(page, "Succeeded")).toBeVisible();
  }
  await page.goto(address);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await note(page).click();
  await expect(popover(page)).toContainText("3 steps: from earlier runs of this plan");
  await expect(popover(page)).not.toContainText("tool default");
  await page.keyboard.press("Escape");

  await card(page, FIRST).click();
  await expect(inspector(page)).toContainText(/Time\S* ?[\d.]+( to [\d.]+)? s \(from 3 earlier runs\)/);
  await expect(card(page, FIRST)).toContainText(/~[\d.]+ s/);
});

test("an edit changes the estimate at once, with what each part costs", async ({ page }) => {
  await openChain(page);
  await expect(note(page)).toHaveAccessibleName(/, free$/);
  await canvas(page).focus();
  await card(page, FIRST).click();
  await page.keyboard.press("n");
  await pick(page, "Search the web");
  await expect(note(page)).toHaveAccessibleName(/, \$0\.0080$/);
  await expect(inspector(page)).toContainText("$0.0080");
});
