import {
  canvas,
  draw,
  drop,
  edges,
  FIRST,
  gap,
  heard,
  middle,
  openChain,
  SECOND,
  selected,
  STRAIGHT,
  THIRD,
  undoButton,
} from "./editor.ts";
import { axe, card, expect, picture, test } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

const BRIDGE = `${FIRST} > ${THIRD}`;

test("C connects and disconnects from the keyboard, refuses a circle with the reason, and all of it is heard", async ({
  page,
}) => {
  await canvas(page).focus();
  await page.keyboard.press("ArrowDown");
  await expect(card(page, FIRST)).toBeFocused();
  await page.keyboard.press("c");
  const list = page.getByRole("dialog", { name: `Which step depends on “${FIRST}”?` });
  await expect(list.getByLabel("Find a step")).toBeFocused();
  await expect(list.getByRole("option", { name: new RegExp(`${SECOND} depends on it`) })).toBeVisible();
  await axe(page, "the list of steps to connect");
  await picture(page, "connect-picker");
  await page.keyboard.type("report");
  await page.keyboard.press("Enter");
  await expect(list).toBeHidden();
  await expect.poll(() => edges(page)).toEqual([BRIDGE, ...STRAIGHT].toSorted());
  await heard(page, `Connect ${FIRST} to ${THIRD}: done.`);
  await expect(card(page, FIRST)).toBeFocused();

  await page.keyboard.press("c");
  await page.keyboard.type("report");
  await page.keyboard.press("Enter");
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await heard(page, `Disconnect ${FIRST} from ${THIRD}: done.`);

  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(card(page, THIRD)).toBeFocused();
  await page.keyboard.press("c");
  await page.keyboard.type("refill");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("That would be a circle");
  await page.keyboard.press("Escape");
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(card(page, THIRD)).toBeFocused();
});

test("Alt with the arrows moves the selected cards, which keep their place and say so", async ({ page }) => {
  await card(page, SECOND).click();
  const before = await gap(card(page, FIRST), card(page, SECOND));
  for (let time = 0; time < 3; time += 1) await page.keyboard.press("Alt+ArrowRight");
  await page.keyboard.press("Alt+ArrowUp");
  await expect
    .poll(async () => Math.round((await gap(card(page, FIRST), card(page, SECOND))).x - before.x))
    .toBeGreaterThan(20);
  await heard(page, `Moved ${SECOND} up.`);
  const moved = await gap(card(page, FIRST), card(page, SECOND));
  expect(moved.y).toBeLessThan(before.y);
  await page.keyboard.press("Shift+ArrowDown");
  await heard(page, "2 steps selected.");
  const third = await gap(card(page, FIRST), card(page, THIRD));
  await page.keyboard.press("Alt+ArrowLeft");
  await heard(page, "Moved 2 cards left.");
  expect((await gap(card(page, FIRST), card(page, THIRD))).x).toBeLessThan(third.x);
  const ended = await gap(card(page, FIRST), card(page, THIRD));
  await page.keyboard.press("Shift+T");
  await heard(page, "All steps are laid out again.");
  await expect
    .poll(async () => Math.round((await gap(card(page, FIRST), card(page, SECOND))).x))
    .toBe(Math.round(before.x));
  // What was moved by hand is not lost by a key that was not meant.
  await page.getByRole("button", { name: "Put back" }).click();
  await expect
    .poll(async () => Math.round((await gap(card(page, FIRST), card(page, THIRD))).x))
    .toBe(Math.round(ended.x));
});

test("the menu key opens everything that can be done with a step, and the focus comes back", async ({
  page,
}) => {
  await card(page, SECOND).click();
  await page.keyboard.press("Shift+F10");
  const menu = page.getByRole("menu", { name: SECOND });
  await expect(menu).toBeVisible();
  await axe(page, "the menu of a step");
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(card(page, SECOND)).toBeFocused();
  await page.keyboard.press("Shift+F10");
  await menu.getByRole("menuitem", { name: "Connect or disconnect" }).press("Enter");
  await expect(page.getByLabel("Find a step")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(card(page, SECOND)).toBeFocused();
  await page.keyboard.press("Shift+F10");
  await menu.getByRole("menuitem", { name: "Remove" }).press("Enter");
  await expect.poll(() => edges(page)).toEqual([BRIDGE]);
  await undoButton(page).click();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);

  await card(page, FIRST).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Edit the title" }).click();
  await expect(page.getByLabel("Title", { exact: true })).toBeFocused();
  const { x, y } = await middle(card(page, SECOND));
  await page.mouse.click(x + 250, y, { button: "right" });
  await page.getByRole("menu", { name: "The plan" }).getByRole("menuitem", { name: "Select all" }).click();
  await expect.poll(async () => (await selected(page)).length).toBe(3);
  await heard(page, "3 steps selected.");
});

test("removing, undoing and redoing say what happened, also twice the same", async ({ page }) => {
  await card(page, SECOND).click();
  await page.keyboard.press("Delete");
  await heard(page, `Remove ${SECOND}: done. “${THIRD}” now depends on “${FIRST}”.`);
  await page.keyboard.press("Control+z");
  await heard(page, `Undo remove ${SECOND}: done.`);
  await page.keyboard.press("Control+Shift+z");
  await heard(page, `Redo remove ${SECOND}: done.`);
  await page.keyboard.press("Control+z");
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await card(page, THIRD).click();
  await page.keyboard.press("d");
  await heard(page, `Add ${THIRD} (copy): done.`);
});

test("a connection that is refused while it is drawn is heard too", async ({ page }) => {
  await draw(
    page,
    page.getByRole("button", { name: `Add a step after ${THIRD}` }),
    await middle(card(page, FIRST)),
  );
  await expect(canvas(page).getByText(/That would be a circle/)).toBeVisible();
  await page.mouse.up();
  await heard(page, /That would be a circle/);
});

test("a dragged card is drawn to what it is nearly aligned with, and a line shows it; Ctrl leaves it free", async ({
  page,
}) => {
  const [first, second] = [card(page, FIRST), card(page, SECOND)];
  const heading = second.locator("h3");
  const { x, y } = await middle(heading);
  await drop(page, heading, { x: x + 120, y: y + 30 });
  expect(Math.abs((await gap(first, second)).x - 120)).toBeLessThan(3);
  const away = await middle(heading);
  await draw(page, heading, { x: away.x - 116, y: away.y });
  await expect(page.locator("[data-guide=x]")).toBeVisible();
  await picture(page, "alignment-guide");
  await page.mouse.up();
  await expect(page.locator("[data-guide]")).toHaveCount(0);
  expect(Math.abs((await gap(first, second)).x)).toBeLessThan(0.6);

  const back = await middle(heading);
  await draw(page, heading, { x: back.x + 60, y: back.y });
  await page.keyboard.down("Control");
  await page.mouse.move(back.x + 5, back.y, { steps: 4 });
  await expect(page.locator("[data-guide]")).toHaveCount(0);
  await page.mouse.up();
  await page.keyboard.up("Control");
  // As near as before, and not drawn to it.
  expect(Math.abs((await gap(first, second)).x - 5)).toBeLessThan(4);
  expect(Math.abs((await gap(first, second)).x)).toBeGreaterThan(1);
});
