import { canvas, inspector, laidOut, outline, selected, view } from "./editor.ts";
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

test("a search stays as it was left when the panes become tabs, and when they stand side by side again", async ({
  page,
}) => {
  await importPlan(page, largePlan(14, 7));
  await canvas(page).focus();
  await page.keyboard.press("/");
  await page.keyboard.type("draft market");
  const box = canvas(page).getByRole("textbox", { name: "Find steps" });
  const words = canvas(page).getByRole("search").getByRole("status");
  await page.keyboard.press("Enter");
  await expect(words).toHaveText("1 of 2");
  for (const width of [880, 920]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(page.getByRole("tab", { name: "Canvas" })).toHaveCount(width < 900 ? 1 : 0);
    await expect(box).toHaveValue("draft market");
    await expect(box).toBeFocused();
    await expect(words).toHaveText("1 of 2");
    await expect(page.locator(".react-flow__node.found")).toHaveCount(2);
  }
  // Left for something else, it does not take the focus; closed, it stays closed.
  await outline(page).getByRole("button", { name: "Find in the outline" }).click();
  await page.keyboard.type("translate");
  await page.setViewportSize({ width: 880, height: 900 });
  await expect(box).toHaveValue("draft market");
  await expect(box).not.toBeFocused();
  await page.getByRole("tab", { name: "Outline" }).click();
  await expect(outline(page).getByRole("textbox", { name: "Find steps" })).toHaveValue("translate");
  await expect(page.getByRole("tab", { name: "Outline" })).toBeFocused();
  await page.getByRole("tab", { name: "Canvas" }).click();
  await box.press("Escape");
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(outline(page).getByRole("textbox", { name: "Find steps" })).toHaveValue("translate");
  await expect(box).toBeHidden();
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
  await importPlan(page, largePlan(1000, 25));
  await picture(page, "editor-1000-steps");
  await expect(outline(page).getByRole("heading", { name: /Outline 1000/ })).toBeVisible();
  const rows = outline(page).getByLabel("Step title");
  expect(await rows.count()).toBeLessThan(200);
  // From afar a card is its title, and all lines are one shape; near by there is everything.
  const lines = page.locator(".react-flow__edge");
  await expect(page.locator(".step-card-far").first()).toBeVisible();
  await expect(page.locator(".far-lines path")).toHaveCount(1);
  await expect(lines).toHaveCount(0);
  // From further off it is a box of its state's colour, which can still be chosen.
  const further = page.getByRole("button", { name: "Zoom out" });
  while ((await view(page)).zoom > 0.15) await further.click();
  const specks = page.locator(".step-card-speck");
  await expect(specks.first()).toBeVisible();
  await expect(page.locator(".react-flow__node h3")).toHaveCount(0);
  await expect(page.locator(".far-lines path")).toHaveCount(1);
  await picture(page, "editor-1000-steps-specks");
  await specks.nth(40).click();
  const chosen = page.locator(".react-flow__node.selected .step-card-speck");
  await expect(chosen).toHaveAttribute("title", /market/);
  const title = (await chosen.getAttribute("title")) ?? "";
  await expect(page.getByRole("textbox", { name: "Title", exact: true })).toHaveValue(title);
  await page.getByRole("img", { name: "Map of the plan" }).click({ position: { x: 75, y: 50 } });
  const closer = page.getByRole("button", { name: "Zoom in" });
  while ((await view(page)).zoom < 0.8) await closer.click();
  await expect(page.locator(".far-lines")).toHaveCount(0);
  await expect(page.locator(".step-card-far")).toHaveCount(0);
  await expect(lines.first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Insert a step between/ }).first()).toBeVisible();
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
  // A card that is not drawn yet has the focus when it is; one that is drawn no longer leaves it to the canvas.
  await canvas(page).focus();
  await page.keyboard.press("ArrowUp");
  await expect(page.locator(".react-flow__node.selected:focus")).toHaveCount(1);
  await page.getByRole("img", { name: "Map of the plan" }).click({ position: { x: 75, y: 10 } });
  await expect(canvas(page)).toBeFocused();
  await page.getByLabel("Group steps").selectOption("By level");
  await page.getByRole("button", { name: "Collapse all groups" }).click();
  await expect(page.locator('.react-flow__node[data-id^="level:"]')).toHaveCount(40);
  await picture(page, "editor-1000-steps-collapsed");
});
