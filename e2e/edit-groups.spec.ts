import { canvas, inspector, laidOut, outline, row, saved, selected, undoButton } from "./editor.ts";
import { importPlan, largePlan } from "./large-plan.ts";
import { axe, card, expect, look, picture, runStatus, startRun, test } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
});

test("levels of a large plan are collapsed and opened, by mouse and keyboard, and edits inside stay right", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await importPlan(page, largePlan(60, 6));
  await picture(page, "editor-60-steps");
  const steps = page.locator('.react-flow__node:not([data-id*=":"])');
  const groups = page.locator('.react-flow__node[data-id^="level:"]');
  await page.getByLabel("Group steps").selectOption("By level");
  await expect(page.getByRole("button", { name: "Collapse Level 3 with 6 steps" })).toBeVisible();
  await axe(page);
  await picture(page, "editor-groups-open");
  await page.getByRole("button", { name: "Collapse all groups" }).click();
  await laidOut(page);
  await expect(groups).toHaveCount(10);
  await expect(steps).toHaveCount(0);
  await expect(page.getByRole("status").getByText("10 groups collapsed.")).toBeAttached();
  // Lines between two levels are one.
  await expect(page.locator(".react-flow__edge")).toHaveCount(9);
  await expect(page.getByLabel("Level 2 depends on Level 1: 11 dependencies")).toBeAttached();
  await canvas(page).focus();
  await page.keyboard.press("1");
  await look(page, "editor-groups-collapsed");

  // By mouse.
  await page.getByRole("button", { name: "Expand Level 1", exact: true }).click();
  await expect(steps).toHaveCount(6);
  // By keyboard: arrows walk cards and groups, Enter opens, G closes.
  await canvas(page).focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => selected(page)).toEqual(["Research market 1"]);
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => selected(page)).toEqual(["Level 2"]);
  await expect(inspector(page).getByText("6 steps selected")).toBeVisible();
  await expect(page.locator('[data-id="level:1"]')).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(steps).toHaveCount(12);
  await expect.poll(() => selected(page)).toEqual(["Research market 7"]);
  await page.keyboard.press("g");
  await expect(steps).toHaveCount(6);
  await expect(page.locator('[data-id="level:1"]')).toBeFocused();
  await expect(page.getByRole("status").getByText("Level 2, 6 steps: collapsed.")).toBeAttached();

  // Remembered for this plan.
  await page.reload();
  await laidOut(page);
  await expect(groups).toHaveCount(9);
  await expect(steps).toHaveCount(6);

  // A step chosen in the outline opens its group.
  await row(page, 20).focus();
  await expect(card(page, "Draft market 21")).toBeInViewport();
  await expect(steps).toHaveCount(12);
  // What removes a collapsed group removes its steps, and one undo brings them back.
  await page.locator('[data-id="level:9"] h3').click();
  await expect(inspector(page).getByText("6 steps selected")).toBeVisible();
  await page.keyboard.press("Delete");
  await expect(page.locator('[data-id="level:9"]')).toHaveCount(0);
  await expect(outline(page).getByRole("heading", { name: /Outline 54/ })).toBeVisible();
  await undoButton(page).click();
  await expect(page.locator('[data-id="level:9"]')).toHaveCount(1);
  await saved(page);
  await page.getByLabel("Group steps").selectOption("Not grouped");
  await expect(steps).toHaveCount(60);
});

test("a subplan is what one step leads to, and can be collapsed too", async ({ page }) => {
  const document = JSON.parse(largePlan(12, 3)) as { graph: { dependencies: unknown[] } };
  // Three strands that have nothing to do with each other.
  document.graph.dependencies = Array.from({ length: 9 }, (_, i) => ({ from: `s${i}`, to: `s${i + 3}` }));
  await importPlan(page, JSON.stringify(document));
  await page.getByLabel("Group steps").selectOption("By subplan");
  await page.getByRole("button", { name: "Collapse Subplan of Research market 1 with 4 steps" }).click();
  await laidOut(page);
  await expect(page.locator('[data-id="subplan:s0"]')).toContainText("4 steps");
  await expect(page.locator('.react-flow__node:not([data-id*=":"])')).toHaveCount(8);
  await axe(page);
});

test("a run shows how the steps of a group stand", async ({ page }) => {
  await importPlan(page, largePlan(14, 7));
  await startRun(page);
  await page.getByLabel("Group steps").selectOption("By level");
  await page.getByRole("button", { name: "Collapse all groups" }).click();
  await expect(
    page.getByLabel("Level 1, group of 7 steps, collapsed, 7 succeeded", { exact: true }),
  ).toBeVisible();
  await expect(runStatus(page, "Succeeded")).toBeVisible();
  await look(page, "run-groups");
});
