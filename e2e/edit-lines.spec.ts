import {
  canvas,
  edges,
  FIRST,
  heard,
  laidOut,
  line,
  onLine,
  openChain,
  pick,
  SECOND,
  selected,
  STRAIGHT,
  THIRD,
  undoButton,
} from "./editor.ts";
import type { Page } from "@playwright/test";
import { axe, card, expect, picture, test } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

const menuOf = (page: Page, from: string, to: string) =>
  page.getByRole("menu", { name: `${to} depends on ${from}` });

test("a right click on a dependency opens its menu: insert, go to an end, remove", async ({ page }) => {
  const rightClick = async (from: string, to: string) => {
    const { x, y } = await onLine(line(page, from, to), 0.25);
    await page.mouse.click(x, y, { button: "right" });
    await expect(menuOf(page, from, to)).toBeVisible();
    return menuOf(page, from, to);
  };
  let menu = await rightClick(FIRST, SECOND);
  await expect(line(page, FIRST, SECOND)).toHaveClass(/selected/);
  await axe(page, "the menu of a dependency");
  await picture(page, "dependency-menu");
  await menu.getByRole("menuitem", { name: `Go to “${SECOND}”` }).click();
  await expect(card(page, SECOND)).toBeFocused();
  await expect.poll(() => selected(page)).toEqual([SECOND]);
  await expect(line(page, FIRST, SECOND)).not.toHaveClass(/selected/);

  menu = await rightClick(SECOND, THIRD);
  // The menu shows what it is about, and nothing else is selected.
  expect(await selected(page)).toEqual([]);
  await menu.getByRole("menuitem", { name: "Insert a step between" }).click();
  await pick(page, "Proofread it");
  await expect
    .poll(() => edges(page))
    .toEqual([`${FIRST} > ${SECOND}`, `Proofread it > ${THIRD}`, `${SECOND} > Proofread it`].toSorted());
  await undoButton(page).click();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);

  menu = await rightClick(FIRST, SECOND);
  await menu.getByRole("menuitem", { name: "Remove the dependency" }).click();
  await expect.poll(() => edges(page)).toEqual([`${SECOND} > ${THIRD}`]);
  await heard(page, `Disconnect ${FIRST} from ${SECOND}: done.`);
  await expect(canvas(page)).toBeFocused();
  await undoButton(page).click();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);

  // The button on a line is a part of it.
  await page
    .getByRole("button", { name: `Insert a step between ${SECOND} and ${THIRD}` })
    .click({ button: "right" });
  await expect(menuOf(page, SECOND, THIRD)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menuOf(page, SECOND, THIRD)).toBeHidden();
});

test("L goes to the dependencies of a step; arrows, the menu key, N and Delete go on from there", async ({
  page,
}) => {
  await canvas(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(card(page, SECOND)).toBeFocused();
  await page.keyboard.press("l");
  await expect(line(page, SECOND, THIRD)).toBeFocused();
  await expect(line(page, SECOND, THIRD)).toHaveClass(/selected/);
  await heard(page, "Dependency 1 of 2.");
  expect(await selected(page)).toEqual([]);
  await picture(page, "dependency-focused");
  await page.keyboard.press("l");
  await expect(line(page, FIRST, SECOND)).toBeFocused();
  await heard(page, "Dependency 2 of 2.");
  await page.keyboard.press("ArrowRight");
  await expect(line(page, SECOND, THIRD)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(card(page, SECOND)).toBeFocused();
  await expect.poll(() => selected(page)).toEqual([SECOND]);
  await expect(page.locator(".react-flow__edge.selected")).toHaveCount(0);

  await page.keyboard.press("l");
  await page.keyboard.press("Shift+F10");
  const menu = menuOf(page, SECOND, THIRD);
  await expect(menu).toBeVisible();
  await page.emulateMedia({ colorScheme: "dark" });
  await axe(page, "the menu of a dependency, dark");
  await picture(page, "dependency-menu-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.keyboard.press("Escape");
  await expect(line(page, SECOND, THIRD)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(menu).toBeVisible();
  await menu.getByRole("menuitem", { name: `Go to “${THIRD}”` }).press("Enter");
  await expect(card(page, THIRD)).toBeFocused();
  await page.keyboard.press("l");
  await expect(line(page, SECOND, THIRD)).toBeFocused();
  await heard(page, "Dependency 1 of 1.");
  await page.keyboard.press("ArrowUp");
  await expect(card(page, SECOND)).toBeFocused();

  await page.keyboard.press("l");
  await page.keyboard.press("Delete");
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${SECOND}`]);
  await heard(page, `Disconnect ${SECOND} from ${THIRD}: done.`);
  await expect(card(page, SECOND)).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);

  await page.keyboard.press("l");
  await page.keyboard.press("Shift+F10");
  await menu.getByRole("menuitem", { name: "Remove the dependency" }).press("Enter");
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${SECOND}`]);
  await expect(card(page, SECOND)).toBeFocused();
  await page.keyboard.press("l");
  await heard(page, "Dependency 1 of 1.");
  await expect(line(page, FIRST, SECOND)).toBeFocused();
  await page.keyboard.press("n");
  await pick(page, "Sort the findings");
  await expect.poll(() => edges(page)).toContain(`${FIRST} > Sort the findings`);

  // A step that nothing leads to or from says so.
  await card(page, THIRD).click();
  await page.keyboard.press("l");
  await heard(page, "No dependency of this step is drawn.");
});

test("the menu fits a narrow screen", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await laidOut(page);
  const { x, y } = await onLine(line(page, FIRST, SECOND), 0.25);
  await page.mouse.click(x, y, { button: "right" });
  await expect(menuOf(page, FIRST, SECOND)).toBeVisible();
  await axe(page, "the menu of a dependency, narrow");
  await picture(page, "dependency-menu-narrow");
  const box = await menuOf(page, FIRST, SECOND).boundingBox();
  expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 390).toBe(true);
});

test("the keyboard help names the key", async ({ page }) => {
  await canvas(page).focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText(
    "Go to the step's dependencies, one after the other",
  );
});
