import {
  canvas,
  edges,
  FIRST,
  heard,
  openChain,
  outline,
  redoButton,
  row,
  saved,
  SECOND,
  selected,
  STRAIGHT,
  THIRD,
  titles,
  undoButton,
} from "./editor.ts";
import { card, expect, picture, test } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

const BRIDGE = `${FIRST} > ${THIRD}`;

test("copied steps are pasted into another plan, in one undo entry, and what they lack there is told", async ({
  page,
}) => {
  await card(page, SECOND).click();
  await page.keyboard.press("Shift+ArrowDown");
  await heard(page, "2 steps selected.");
  await page.keyboard.press("Control+c");
  await heard(page, "Copied 2 steps.");
  await openChain(page);
  await canvas(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await expect(page.getByText("This plan has no steps")).toBeVisible();
  await canvas(page).press("Control+v");
  const lost = new RegExp(`“${SECOND}” .*“${FIRST}”, which this plan does not have`);
  await expect(page.getByText(lost)).toBeVisible();
  await expect.poll(() => edges(page)).toEqual([`${SECOND} > ${THIRD}`]);
  await expect.poll(() => selected(page)).toEqual([SECOND, THIRD].toSorted((a, b) => a.localeCompare(b)));
  await expect(undoButton(page)).toHaveAccessibleName("Undo paste 2 steps");
  await picture(page, "pasted");
  await undoButton(page).click();
  await expect(card(page, SECOND)).toBeHidden();
  await expect(redoButton(page)).toHaveAccessibleName("Redo paste 2 steps");
  await redoButton(page).click();
  await expect.poll(() => edges(page)).toEqual([`${SECOND} > ${THIRD}`]);
  await saved(page);
  await page.reload();
  await expect.poll(() => edges(page)).toEqual([`${SECOND} > ${THIRD}`]);
});

test("in its own plan a pasted step waits for what the copied one waited for, and that is said", async ({
  page,
}) => {
  await card(page, SECOND).click();
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+v");
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${SECOND}`, ...STRAIGHT].toSorted());
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, SECOND, THIRD]);
  await heard(page, `Paste ${SECOND}: done. “${SECOND}” depends on “${FIRST}”.`);
  await saved(page);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
});

test("a cut step is bridged and named so by undo; pasting brings it back", async ({ page }) => {
  await card(page, SECOND).click();
  await page.keyboard.press("Control+x");
  await expect.poll(() => edges(page)).toEqual([BRIDGE]);
  await heard(page, `Cut ${SECOND}: done. “${THIRD}” now depends on “${FIRST}”.`);
  await expect(undoButton(page)).toHaveAccessibleName(`Undo cut ${SECOND}`);
  await canvas(page).press("Control+v");
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${SECOND}`, BRIDGE].toSorted());
});

test("text that is no steps, and a huge one, are refused with a message and change nothing", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(() => navigator.clipboard.writeText("milk, bread, candles"));
  await canvas(page).focus();
  await page.keyboard.press("Control+v");
  await expect(page.getByText("What is on the clipboard is no steps.")).toBeVisible();
  await page.evaluate(() =>
    navigator.clipboard.writeText(`{"format":"planwright.steps","version":1,"x":"${"a".repeat(2_000_000)}"}`),
  );
  await page.keyboard.press("Control+v");
  await expect(page.getByText("larger than 2 MB")).toBeVisible();
  await page.evaluate(() =>
    navigator.clipboard.writeText('{"format":"planwright.steps","version":1,"graph":{"steps":[{"id":1}]}}'),
  );
  await page.keyboard.press("Control+v");
  await expect(page.getByText(/cannot be read\. At graph\.steps\.0\.id/)).toBeVisible();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(undoButton(page)).toBeDisabled();
});

test("in the outline the keys mean the step while no text is selected, and else the text", async ({
  page,
}) => {
  await row(page, 1).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Control+c");
  await heard(page, `Copied ${SECOND}.`);
  await page.keyboard.press("Control+v");
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, SECOND, THIRD]);
  await undoButton(page).click();
  await row(page, 0).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await row(page, 2).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, FIRST]);
});

test("menus copy and paste for those without a keyboard; where the clipboard may not be read, a field takes it", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-write", "clipboard-read"]);
  await card(page, SECOND).click({ button: "right" });
  await expect(page.getByRole("menu", { name: SECOND })).toBeVisible();
  await picture(page, "step-menu");
  await page.getByRole("menuitem", { name: "Copy" }).click();
  await heard(page, `Copied ${SECOND}.`);
  await expect(page.getByRole("menu")).toBeHidden();
  await page.getByRole("button", { name: "More for this plan" }).click();
  await page.getByRole("menuitem", { name: "Paste steps" }).click();
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, SECOND, THIRD]);
  await expect(undoButton(page)).toHaveAccessibleName(`Undo paste ${SECOND}`);
  await undoButton(page).click();

  const text = await page.evaluate(() => navigator.clipboard.readText());
  await context.clearPermissions();
  await page.getByRole("button", { name: "More for this plan" }).click();
  await page.getByRole("menuitem", { name: "Paste steps" }).click();
  const dialog = page.getByRole("dialog", { name: "Paste steps" });
  await dialog.getByRole("button", { name: "Paste" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Paste the copied steps here first.");
  await dialog.getByLabel("Copied steps").fill("no steps");
  await dialog.getByRole("button", { name: "Paste" }).click();
  await expect(dialog.getByRole("alert")).toContainText("is no steps");
  await dialog.getByLabel("Copied steps").fill(text);
  await dialog.getByRole("button", { name: "Paste" }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => titles(page)).toEqual([FIRST, SECOND, SECOND, THIRD]);
  await expect(outline(page)).toContainText("Outline 4");
});
