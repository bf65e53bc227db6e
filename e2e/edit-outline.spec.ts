import {
  edges,
  FIRST,
  inspector,
  openChain,
  outline,
  row,
  saved,
  SECOND,
  STRAIGHT,
  THIRD,
  titles,
  undoButton,
} from "./editor.ts";
import { card, expect, test } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

test("Add step makes one that starts at once, and typing names it", async ({ page }) => {
  await outline(page).getByRole("button", { name: "Add step" }).click();
  await expect.poll(() => titles(page)).toEqual([FIRST, "New step", SECOND, THIRD]);
  await expect(row(page, 1)).toBeFocused();
  await page.keyboard.type("Call the printer");
  await expect(card(page, "Call the printer")).toBeVisible();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await saved(page);
  await page.reload();
  await expect.poll(() => titles(page)).toEqual([FIRST, "Call the printer", SECOND, THIRD]);
});

test("Enter adds a step below that waits for this one; arrows walk the rows", async ({ page }) => {
  await row(page, 1).click();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Proofread it");
  await expect.poll(() => edges(page)).toContain(`${SECOND} > Proofread it`);
  await expect(card(page, "Proofread it")).toBeVisible();
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, "Proofread it", THIRD]);
  await page.keyboard.press("ArrowUp");
  await expect(inspector(page).getByRole("group", { name: `Step ${SECOND}` })).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await expect(inspector(page).getByRole("group", { name: `Step ${FIRST}` })).toBeVisible();
});

test("Backspace on an empty title removes the step and bridges it; undo brings it back whole", async ({
  page,
}) => {
  await row(page, 1).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Backspace");
  await expect(outline(page).getByText("The title is empty.")).toBeVisible();
  // What is not valid is not in the plan.
  await expect(card(page, SECOND)).toBeVisible();
  await page.keyboard.press("Backspace");
  await expect.poll(() => titles(page)).toEqual([FIRST, THIRD]);
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`]);
  await expect(row(page, 0)).toBeFocused();
  await undoButton(page).click();
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, THIRD]);
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(outline(page).getByRole("alert")).toHaveCount(0);
});

test("Ctrl+Z in a title undoes the plan's last edit, and what was typed there before that", async ({
  page,
}) => {
  await row(page, 1).click();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => titles(page)).toEqual([SECOND, FIRST, THIRD]);
  await expect(row(page, 0)).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, THIRD]);
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => titles(page)).toEqual([SECOND, FIRST, THIRD]);
  await row(page, 2).click();
  await page.keyboard.press("End");
  await page.keyboard.type("!");
  await expect(row(page, 2)).toHaveValue(`${THIRD}!`);
  await page.keyboard.press("Control+z");
  await expect(row(page, 2)).toHaveValue(THIRD);
  await expect.poll(() => titles(page)).toEqual([SECOND, FIRST, THIRD]);
});

test("Alt with the arrows moves a step in the chain, and changes what it depends on", async ({ page }) => {
  await row(page, 1).click();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => titles(page)).toEqual([SECOND, FIRST, THIRD]);
  await expect.poll(() => edges(page)).toEqual([`${SECOND} > ${FIRST}`, `${FIRST} > ${THIRD}`].toSorted());
  await expect(row(page, 0)).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, THIRD]);
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(row(page, 1)).toBeFocused();

  await page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(() => edges(page)).toEqual([`${SECOND} > ${THIRD}`]);
  await expect(row(page, 1)).toBeFocused();
  await page.keyboard.press("Alt+ArrowRight");
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await row(page, 0).click();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(page.getByText("This step is the first already.")).toBeVisible();
  await saved(page);
});

test("a row is dragged behind or in front of another", async ({ page }) => {
  const grip = (index: number) => outline(page).getByTitle("Drag to reorder").nth(index);
  const half = async (index: number, which: "upper" | "lower") => {
    const box = await outline(page).getByRole("listitem").nth(index).boundingBox();
    return { x: 40, y: (box?.height ?? 0) * (which === "upper" ? 0.2 : 0.8) };
  };
  await grip(2).dragTo(outline(page).getByRole("listitem").nth(0), {
    targetPosition: await half(0, "lower"),
  });
  await expect.poll(() => titles(page)).toEqual([FIRST, THIRD, SECOND]);
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`, `${THIRD} > ${SECOND}`].toSorted());
  await grip(2).dragTo(outline(page).getByRole("listitem").nth(0), {
    targetPosition: await half(0, "upper"),
  });
  await expect.poll(() => titles(page)).toEqual([SECOND, FIRST, THIRD]);
  await expect(undoButton(page)).toHaveAccessibleName(`Undo move ${SECOND}`);
  await undoButton(page).click();
  await undoButton(page).click();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
});

test("on a narrow screen the parts are tabs, and a step opens in the inspector's", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await page.getByRole("tab", { name: "Outline" }).click();
  await row(page, 1).click();
  await expect(row(page, 1)).toHaveValue(SECOND);
  await page.getByRole("tab", { name: "Inspector" }).click();
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue(SECOND);
  await page.getByRole("tab", { name: "Canvas" }).click();
  await card(page, THIRD).dblclick();
  await expect(page.getByLabel("Instruction")).toBeVisible();
  await expect(page.getByRole("group", { name: `Step ${THIRD}` })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide, "the page scrolls sideways").toBe(false);
});
