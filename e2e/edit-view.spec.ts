import {
  canvas,
  dependOn,
  drop,
  edges,
  FIRST,
  gap,
  heard,
  inspector,
  middle,
  openChain,
  pick,
  redoButton,
  saved,
  SECOND,
  selected,
  STRAIGHT,
  THIRD,
  undoButton,
  view,
} from "./editor.ts";
import { card, expect, test } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

test("a mouse pans on the empty canvas, zooms with the wheel about the pointer, and finds the way by the map", async ({
  page,
}) => {
  const start = await view(page);
  const { x, y } = await middle(card(page, SECOND));
  await page.mouse.move(x + 250, y);
  await page.mouse.down();
  await page.mouse.move(x + 190, y - 40, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await view(page)).x - start.x)).toBeLessThan(-40);

  const on = await middle(card(page, FIRST));
  await page.mouse.move(on.x, on.y);
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await view(page)).zoom).toBeGreaterThan(start.zoom * 1.1);
  const zoomed = await middle(card(page, FIRST));
  expect(Math.abs(zoomed.x - on.x)).toBeLessThan(3);

  const before = await view(page);
  const map = await middle(page.getByRole("img", { name: "Map of the plan" }));
  await page.mouse.move(map.x, map.y);
  await page.mouse.down();
  await page.mouse.move(map.x + 30, map.y, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await view(page)).x - before.x)).toBeGreaterThan(30);

  await page.getByRole("button", { name: /^Fit the plan/ }).click();
  for (const title of [FIRST, SECOND, THIRD]) await expect(card(page, title)).toBeInViewport({ ratio: 1 });
  const fitted = (await view(page)).zoom;
  await page.getByRole("button", { name: "Zoom out" }).click();
  await expect.poll(async () => (await view(page)).zoom).toBeLessThan(fitted);
});

test("E and F2 edit the title, Enter opens the step, Escape lets go, each said or shown", async ({
  page,
}) => {
  await card(page, SECOND).click();
  await page.keyboard.press("e");
  await expect(page.getByLabel("Title", { exact: true })).toBeFocused();
  await page.keyboard.type("Draft a long letter");
  await expect(card(page, "Draft a long letter")).toBeVisible();
  await card(page, THIRD).click();
  await page.keyboard.press("F2");
  const title = inspector(page).getByLabel("Title", { exact: true }).first();
  await expect(title).toHaveValue(THIRD);
  await expect(title).toBeFocused();
  await card(page, FIRST).focus();
  await page.keyboard.press("Enter");
  await expect(inspector(page).getByRole("group", { name: `Step ${THIRD}` })).toBeVisible();
  await canvas(page).focus();
  await page.keyboard.press("Escape");
  await heard(page, "Nothing is selected.");
  await expect.poll(() => selected(page)).toEqual([]);
});

test("single letters do nothing while somebody types, and the other keys keep their meaning there", async ({
  page,
}) => {
  await card(page, SECOND).click();
  const title = page.getByLabel("Title", { exact: true });
  await title.click();
  await page.keyboard.press("End");
  await page.keyboard.type(" dnce1T?");
  await expect(title).toHaveValue(`${SECOND} dnce1T?`);
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect.poll(async () => (await edges(page)).length).toBe(STRAIGHT.length);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands and places" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands and places" })).toBeHidden();
  await expect(title).toBeFocused();
});

test("the upper handle adds what a step shall wait for, and connects backwards", async ({ page }) => {
  const upper = (title: string) => card(page, title).locator('.react-flow__handle[data-handleid="in"]');
  await drop(page, upper(THIRD), await middle(card(page, FIRST)));
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`, ...STRAIGHT].toSorted());
  await heard(page, `Connect ${FIRST} to ${THIRD}: done.`);
  const { x, y } = await middle(card(page, FIRST));
  await drop(page, upper(SECOND), { x: x + 240, y });
  await expect(page.getByRole("dialog", { name: `Add a step before “${SECOND}”` })).toBeVisible();
  await pick(page, "Ask the owners");
  await expect.poll(() => edges(page)).toContain(`Ask the owners > ${SECOND}`);
});

test("several selected cards are moved as one", async ({ page }) => {
  await card(page, SECOND).click();
  await card(page, THIRD).click({ modifiers: ["Control"] });
  await expect.poll(async () => (await selected(page)).length).toBe(2);
  await heard(page, "2 steps selected.");
  const before = await gap(card(page, FIRST), card(page, THIRD));
  const between = await gap(card(page, SECOND), card(page, THIRD));
  const on = await middle(card(page, SECOND).locator("h3"));
  await drop(page, card(page, SECOND).locator("h3"), { x: on.x + 110, y: on.y });
  await expect
    .poll(async () => (await gap(card(page, FIRST), card(page, THIRD))).x - before.x)
    .toBeGreaterThan(80);
  expect((await gap(card(page, SECOND), card(page, THIRD))).x).toBeCloseTo(between.x, 0);
});

test("an edge's ends are let go in the inspector too, with the same words", async ({ page }) => {
  await card(page, THIRD).click();
  await inspector(page)
    .getByRole("button", { name: `Stop depending on ${SECOND}` })
    .click();
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${SECOND}`]);
  await heard(page, `Disconnect ${SECOND} from ${THIRD}: done.`);
  await dependOn(page, FIRST);
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${SECOND}`, `${FIRST} > ${THIRD}`].toSorted());
  await expect(undoButton(page)).toHaveAccessibleName(`Undo connect ${FIRST} to ${THIRD}`);
});

test("what was done before a reload, or before another page was looked at, is still undone and redone by name", async ({
  page,
}) => {
  await card(page, SECOND).click();
  await page.keyboard.press("Delete");
  await expect(card(page, SECOND)).toBeHidden();
  await saved(page);
  await page.reload();
  await expect(undoButton(page)).toHaveAccessibleName(new RegExp(`^Undo remove “?${SECOND}`));
  await page.getByRole("link", { name: "Tools" }).click();
  await page.waitForURL("/tools");
  await page.goBack();
  await expect(undoButton(page)).toHaveAccessibleName(new RegExp(`^Undo remove “?${SECOND}`));
  await page.keyboard.press("Control+z");
  await expect(card(page, SECOND)).toBeVisible();
  await page.reload();
  await redoButton(page).click();
  await expect(card(page, SECOND)).toBeHidden();
});
