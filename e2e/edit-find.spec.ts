import { canvas, inspector, laidOut, outline, selected } from "./editor.ts";
import { importPlan, largePlan } from "./large-plan.ts";
import { card, expect, look, picture, startRun, test } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
});

test("slash finds steps on the canvas: results are walked and shown, the others step back", async ({
  page,
}) => {
  await importPlan(page, largePlan(60, 6));
  await page.getByLabel("Group steps").selectOption("By level");
  await page.getByRole("button", { name: "Collapse all groups" }).click();
  await canvas(page).focus();
  await page.keyboard.press("/");
  const box = canvas(page).getByRole("textbox", { name: "Find steps" });
  await expect(box).toBeFocused();
  await page.keyboard.type("draft market");
  const words = canvas(page).getByRole("search").getByRole("status");
  await expect(words).toHaveText("10 found");
  await page.keyboard.press("Enter");
  await expect(words).toHaveText("1 of 10");
  // Its group has opened.
  await expect.poll(() => selected(page)).toEqual(["Draft market 3"]);
  await page.keyboard.press("Enter");
  await expect(words).toHaveText("2 of 10");
  await expect(card(page, "Draft market 9")).toBeInViewport();
  await expect(inspector(page).getByLabel("Title")).toHaveValue("Draft market 9");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Shift+Enter");
  await expect(words).toHaveText("10 of 10");
  await expect(card(page, "Draft market 57")).toBeInViewport();
  await expect(box).toBeFocused();
  await box.fill("zeppelin");
  await expect(words).toHaveText("None found");
  await box.press("Escape");
  await expect(box).toBeHidden();
  await expect(canvas(page)).toBeFocused();
  await page.keyboard.press("Control+f");
  await expect(box).toBeFocused();
  await box.fill("draft market");
  // The last one that was gone to is still selected.
  await expect(words).toHaveText("10 of 10");
  await look(page, "editor-find");
});

test("a run's canvas is searched too", async ({ page }) => {
  await importPlan(page, largePlan(14, 7));
  await startRun(page);
  await canvas(page).focus();
  await page.keyboard.press("/");
  await page.keyboard.type("market 12");
  await page.keyboard.press("Enter");
  await expect(canvas(page).getByRole("search").getByRole("status")).toHaveText("1 of 1");
  await expect(card(page, "Summarise market 12")).toBeInViewport();
});

test("a plan of a thousand steps: the outline renders what is seen, and both views find any step", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await importPlan(page, largePlan(1000, 25));
  await picture(page, "editor-1000-steps");
  await expect(outline(page).getByRole("heading", { name: /Outline 1000/ })).toBeVisible();
  const rows = outline(page).getByLabel("Step title");
  expect(await rows.count()).toBeLessThan(200);
  await outline(page).getByRole("button", { name: "Find in the outline" }).click();
  await page.keyboard.type("market 990");
  await page.keyboard.press("Enter");
  await expect(outline(page).getByRole("search").getByRole("status")).toHaveText("1 of 1");
  await expect(outline(page).locator('[data-step="s989"]')).toBeInViewport();
  await expect(card(page, "Summarise market 990")).toBeInViewport();
  expect(await rows.count()).toBeLessThan(200);
  // What is scrolled to is there, and can be edited.
  await outline(page).locator('[data-step="s989"] input').focus();
  await page.keyboard.press("ArrowUp");
  await expect(outline(page).locator('[data-step="s988"] input')).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(", again");
  await expect(inspector(page).getByLabel("Title")).toHaveValue("Translate market 989, again");
  await laidOut(page);
  await page.getByLabel("Group steps").selectOption("By level");
  await page.getByRole("button", { name: "Collapse all groups" }).click();
  await expect(page.locator('.react-flow__node[data-id^="level:"]')).toHaveCount(40);
  await picture(page, "editor-1000-steps-collapsed");
});
