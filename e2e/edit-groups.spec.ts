import type { Locator } from "@playwright/test";
import { canvas, inspector, laidOut, outline, row, saved, selected, undoButton, view } from "./editor.ts";
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
  // From afar a tag is read as well as a card, and lies on none.
  const tag = page.getByRole("button", { name: "Collapse Level 3 with 6 steps" });
  await canvas(page).focus();
  await page.keyboard.press("1");
  while ((await view(page)).zoom >= 0.4) await page.getByRole("button", { name: "Zoom out" }).click();
  const size = (target: Locator) => target.evaluate((it) => getComputedStyle(it).fontSize);
  expect(await size(tag)).toBe(await size(card(page, "Research market 13").locator("h3")));
  const covered = await steps.evaluateAll((cards) => {
    const boxes = Array.from(document.querySelectorAll("[data-id^='tag:']"), (it) =>
      it.querySelector("button")?.getBoundingClientRect(),
    );
    const lies = (card: DOMRect, on: DOMRect) =>
      card.left < on.right && on.left < card.right && card.top < on.bottom && on.top < card.bottom;
    return cards.filter((it) => boxes.some((box) => box && lies(it.getBoundingClientRect(), box))).length;
  });
  expect(covered).toBe(0);
  await look(page, "editor-groups-afar");
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
  await expect(card(page, "Research market 1")).toBeFocused();
  // A tag stands for no step: what is selected stays so.
  await page.keyboard.press("Control+a");
  await page.getByRole("button", { name: "Collapse Level 1 with 6 steps" }).click();
  await expect(page.locator('[data-id="level:0"]')).toBeFocused();
  await expect(inspector(page).getByText("60 steps selected")).toBeVisible();
  await page.getByRole("button", { name: "Expand Level 1", exact: true }).click();
  await expect(steps).toHaveCount(6);
  // By keyboard: arrows walk cards and groups, Enter opens, G closes.
  await expect(card(page, "Research market 1")).toBeFocused();
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

test("a group has a menu of its own: by right click, at its tag too, and by the menu key", async ({
  page,
}) => {
  await importPlan(page, largePlan(14, 7));
  await page.getByLabel("Group steps").selectOption("By level");
  await page.getByRole("button", { name: "Collapse Level 1 with 7 steps" }).click({ button: "right" });
  const menu = page.getByRole("menu", { name: "Level 1" });
  await menu.getByRole("menuitem", { name: "Collapse" }).click();
  const group = page.locator('[data-id="level:0"]');
  await expect(group).toBeFocused();
  await laidOut(page);
  await canvas(page).press("Escape");
  await group.click({ button: "right" });
  await menu.getByRole("menuitem", { name: "Select its 7 steps" }).click();
  await expect(inspector(page).getByText("7 steps selected")).toBeVisible();
  await expect(group).toBeVisible();
  await group.focus();
  await page.keyboard.press("Shift+F10");
  await menu.getByRole("menuitem", { name: "Expand" }).press("Enter");
  await expect(group).toHaveCount(0);
  await expect.poll(() => selected(page)).toEqual(["Research market 1"]);
  await expect(page.getByText("This step is only proposed")).toHaveCount(0);
  await page.getByRole("button", { name: "Collapse Level 2 with 7 steps" }).click({ button: "right" });
  await expect(page.getByRole("menu", { name: "Level 2" })).toBeVisible();
  await axe(page, "the menu of a group");
  await picture(page, "group-menu");
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
