import {
  canvas,
  edges,
  FIRST,
  gap,
  heard,
  laidOut,
  line,
  lowerHandle,
  middle,
  onLine,
  openChain,
  outline,
  pick,
  SECOND,
  selected,
  STRAIGHT,
  THIRD,
  titles,
  undoButton,
  view,
} from "./editor.ts";
import { Fingers } from "./fingers.ts";
import { importPlan, largePlan } from "./large-plan.ts";
import path from "node:path";
import type { Page } from "@playwright/test";
import { axe, card, expect, RESULTS, test } from "./support.ts";

// A tablet: all three panes, and nothing but fingers.
test.use({ hasTouch: true, isMobile: true, viewport: { width: 1180, height: 820 } });

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

/** A picture of what is in view: one of the whole page would take the fingers away. */
async function shown(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(RESULTS, "pictures", `${name}.png`) });
}

/** A place of the canvas where there is no card. */
async function empty(page: Page) {
  const { x, y } = await middle(card(page, SECOND));
  return { x: x - 190, y };
}

test("one finger moves the view, also where it lands on a card; two zoom; a tap selects", async ({
  page,
}) => {
  const fingers = await Fingers.on(page);
  const start = await view(page);
  const from = await empty(page);
  await fingers.drag(from, { x: from.x - 60, y: from.y - 40 });
  await expect.poll(async () => Math.round((await view(page)).x - start.x)).toBeLessThan(-40);
  const second = await view(page);
  const apart = await gap(card(page, FIRST), card(page, SECOND));
  const on = await middle(card(page, SECOND));
  await fingers.drag(on, { x: on.x + 60, y: on.y + 40 });
  await expect.poll(async () => Math.round((await view(page)).x - second.x)).toBeGreaterThan(40);
  expect((await gap(card(page, FIRST), card(page, SECOND))).x).toBeCloseTo(apart.x, 0);
  expect(await selected(page)).toEqual([]);

  const middlePoint = await empty(page);
  const [left, right] = [
    { x: middlePoint.x - 30, y: middlePoint.y },
    { x: middlePoint.x + 30, y: middlePoint.y },
  ];
  const { zoom } = await view(page);
  await fingers.down(left, right);
  await fingers.move(
    [left, right],
    [
      { x: left.x + 20, y: left.y },
      { x: right.x - 20, y: right.y },
    ],
  );
  await fingers.up();
  await expect.poll(async () => (await view(page)).zoom).toBeLessThan(zoom * 0.8);

  await card(page, SECOND).tap();
  await expect.poll(() => selected(page)).toEqual([SECOND]);
});

test("a selected card follows the finger and keeps its place", async ({ page }) => {
  const fingers = await Fingers.on(page);
  await card(page, SECOND).tap();
  await expect.poll(() => selected(page)).toEqual([SECOND]);
  const before = await view(page);
  const on = await middle(card(page, SECOND).locator("h3"));
  await fingers.drag(on, { x: on.x + 120, y: on.y + 20 });
  await expect.poll(async () => (await gap(card(page, FIRST), card(page, SECOND))).x).toBeGreaterThan(80);
  expect(await view(page)).toEqual(before);
});

test("a finger that rests on a card opens its menu; a second card is selected as well", async ({ page }) => {
  const fingers = await Fingers.on(page);
  await card(page, FIRST).tap();
  await expect.poll(() => selected(page)).toEqual([FIRST]);
  const on = await middle(card(page, SECOND));
  await fingers.down(on);
  const menu = page.getByRole("menu", { name: SECOND });
  await expect(menu).toBeVisible();
  await fingers.up();
  // A finger has no keys.
  await expect(menu.getByText("Ctrl+C")).toBeHidden();
  await shown(page, "touch-menu");
  await menu.getByRole("menuitem", { name: "Select it as well" }).tap();
  await expect.poll(async () => (await selected(page)).length).toBe(2);
  await heard(page, "2 steps selected.");
  await fingers.down(on);
  const both = page.getByRole("menu", { name: "2 selected steps" });
  await expect(both).toBeVisible();
  await fingers.up();
  await both.getByRole("menuitem", { name: "Remove" }).tap();
  await expect.poll(() => titles(page)).toEqual([THIRD]);
  await undoButton(page).tap();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);

  const spot = await empty(page);
  await fingers.down(spot);
  const plan = page.getByRole("menu", { name: "The plan" });
  await expect(plan).toBeVisible();
  await fingers.up();
  await plan.getByRole("menuitem", { name: "Add a step here" }).tap();
  await pick(page, "Call the printer");
  const made = await middle(card(page, "Call the printer"));
  expect(Math.abs(made.x - spot.x)).toBeLessThan(3);
});

test("a tap on the handle, then on a card, connects them; a circle is refused with the reason", async ({
  page,
}) => {
  await lowerHandle(page, FIRST).tap();
  await expect(canvas(page).getByText(`Tap the step that shall depend on “${FIRST}”`)).toBeVisible();
  await axe(page, "connecting by taps");
  await shown(page, "touch-connect");
  await card(page, THIRD).tap();
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`, ...STRAIGHT].toSorted());
  await heard(page, `Connect ${FIRST} to ${THIRD}: done.`);
  await expect(canvas(page).getByText("Tap the step that shall depend")).toBeHidden();
  await undoButton(page).tap();

  await lowerHandle(page, THIRD).tap();
  await card(page, FIRST).tap();
  await expect(canvas(page).getByText(/That would be a circle/)).toBeVisible();
  await heard(page, /That would be a circle/);
  await canvas(page).getByRole("button", { name: "Cancel" }).tap();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);

  await lowerHandle(page, SECOND).tap();
  const spot = await empty(page);
  await page.touchscreen.tap(spot.x, spot.y);
  await pick(page, "Call the printer");
  await expect.poll(() => edges(page)).toContain(`${SECOND} > Call the printer`);
  // The new card may lie over what is tapped next.
  await page.getByRole("button", { name: /^Tidy/ }).tap();
  await lowerHandle(page, SECOND).tap();
  await canvas(page).getByRole("button", { name: "New step" }).tap();
  await pick(page, "Write to the shops");
  await expect.poll(() => edges(page)).toContain(`${SECOND} > Write to the shops`);
});

test("a connection is drawn by a finger onto a card, or to an empty place", async ({ page }) => {
  const fingers = await Fingers.on(page);
  await fingers.drag(await middle(lowerHandle(page, FIRST)), await middle(card(page, THIRD)));
  await expect.poll(() => edges(page)).toContain(`${FIRST} > ${THIRD}`);
  await fingers.drag(await middle(lowerHandle(page, FIRST)), await empty(page));
  await pick(page, "Call the printer");
  await expect.poll(() => edges(page)).toContain(`${FIRST} > Call the printer`);
});

test("several steps are selected by taps, or by drawing over them", async ({ page }) => {
  const fingers = await Fingers.on(page);
  const several = page.getByRole("button", { name: /^Select several steps/ });
  await several.tap();
  await expect(several).toHaveAttribute("aria-pressed", "true");
  await card(page, FIRST).tap();
  await card(page, THIRD).tap();
  await expect.poll(async () => (await selected(page)).join()).toBe([FIRST, THIRD].toSorted().join());
  await card(page, FIRST).tap();
  await expect.poll(() => selected(page)).toEqual([THIRD]);
  const first = await card(page, FIRST).boundingBox();
  const second = await card(page, SECOND).boundingBox();
  if (!first || !second) throw new Error("The cards are not on the page.");
  await fingers.drag(
    { x: first.x - 15, y: first.y - 10 },
    { x: second.x + second.width + 15, y: second.y + second.height + 10 },
  );
  await expect.poll(() => selected(page)).toEqual([FIRST, SECOND].toSorted());
  // A tap that follows a quick stroke at once only ends the stroke, as the browser takes it.
  await expect(async () => {
    if ((await several.getAttribute("aria-pressed")) === "true") await several.tap();
    await expect(several).toHaveAttribute("aria-pressed", "false", { timeout: 1_000 });
  }).toPass();
  await card(page, THIRD).tap();
  await expect.poll(() => selected(page)).toEqual([THIRD]);
});

test("an edge takes a step by a tap, and goes when its menu of connections says so", async ({ page }) => {
  await page.getByRole("button", { name: `Insert a step between ${FIRST} and ${SECOND}` }).tap();
  await pick(page, "Sort the findings");
  await expect.poll(() => edges(page)).toContain(`${FIRST} > Sort the findings`);
  const fingers = await Fingers.on(page);
  await fingers.down(await middle(card(page, SECOND)));
  await page.getByRole("menuitem", { name: "Connect or disconnect" }).waitFor();
  await fingers.up();
  await page.getByRole("menuitem", { name: "Connect or disconnect" }).tap();
  await page
    .getByRole("dialog")
    .getByRole("option", { name: new RegExp(THIRD) })
    .tap();
  await expect.poll(() => edges(page)).not.toContain(`${SECOND} > ${THIRD}`);
});

test("a finger that rests on a dependency opens its menu, on its line as on its button", async ({ page }) => {
  const fingers = await Fingers.on(page);
  const button = await middle(
    page.getByRole("button", { name: `Insert a step between ${FIRST} and ${SECOND}` }),
  );
  const first = page.getByRole("menu", { name: `${SECOND} depends on ${FIRST}` });
  await fingers.down(button);
  await expect(first).toBeVisible();
  await fingers.up();
  await shown(page, "touch-dependency-menu");
  // Letting go is no tap on what lies there.
  await expect(page.getByLabel("Name the step or find a tool")).toBeHidden();
  await first.getByRole("menuitem", { name: "Remove the dependency" }).tap();
  await expect.poll(() => edges(page)).toEqual([`${SECOND} > ${THIRD}`]);
  await heard(page, `Disconnect ${FIRST} from ${SECOND}: done.`);
  await undoButton(page).tap();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);

  // A line that leads past a step has more of itself to be rested on.
  await lowerHandle(page, FIRST).tap();
  await card(page, THIRD).tap();
  await expect.poll(() => edges(page)).toContain(`${FIRST} > ${THIRD}`);
  await laidOut(page);
  const second = page.getByRole("menu", { name: `${THIRD} depends on ${FIRST}` });
  await fingers.down(await onLine(line(page, FIRST, THIRD), 0.4));
  await expect(second).toBeVisible();
  await fingers.up();
  await second.getByRole("menuitem", { name: `Go to “${THIRD}”` }).tap();
  await expect.poll(() => selected(page)).toEqual([THIRD]);
});

test("rows of the outline are moved and rewired from a menu that a finger reaches", async ({ page }) => {
  const more = (title: string) => outline(page).getByRole("button", { name: `More for ${title}` });
  await more(SECOND).tap();
  await shown(page, "touch-outline-menu");
  await page.getByRole("menuitem", { name: "Move up" }).tap();
  await expect.poll(() => titles(page)).toEqual([SECOND, FIRST, THIRD]);
  await more(SECOND).tap();
  await page.getByRole("menuitem", { name: "Move down" }).tap();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await more(SECOND).tap();
  await page.getByRole("menuitem", { name: "Stop depending on the step above" }).tap();
  await expect.poll(() => edges(page)).toEqual([`${SECOND} > ${THIRD}`]);
  await more(SECOND).tap();
  await page.getByRole("menuitem", { name: "Depend on the step above" }).tap();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await more(SECOND).tap();
  await page.getByRole("menuitem", { name: "Remove" }).tap();
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`]);
});

test.describe("a row of the outline that a finger has rested on", () => {
  const field = (page: Page, title: string) =>
    outline(page)
      .locator("li")
      .filter({ has: page.locator(`input[value="${title}"]`) });
  const spot = async (page: Page, title: string, part: number) => {
    const box = await field(page, title).boundingBox();
    if (!box) throw new Error("The row is not on the page.");
    return { x: box.x + 70, y: box.y + box.height * part };
  };
  /** Rests a finger on a row until it is taken hold of. */
  const take = async (page: Page, fingers: Fingers, title: string) => {
    const at = await spot(page, title, 0.5);
    await fingers.down(at);
    await heard(page, `“${title}” is held.`);
    return at;
  };

  test("follows it, and goes behind or in front of another, as by mouse", async ({ page }) => {
    const fingers = await Fingers.on(page);
    let from = await take(page, fingers, THIRD);
    await fingers.move([from], [await spot(page, FIRST, 0.8)]);
    await expect(outline(page).locator("p", { hasText: THIRD })).toBeVisible();
    await shown(page, "touch-outline-drag");
    await fingers.up();
    await expect.poll(() => titles(page)).toEqual([FIRST, THIRD, SECOND]);
    await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`, `${THIRD} > ${SECOND}`].toSorted());
    await heard(page, `Move ${THIRD}`);
    await expect(outline(page).locator("p", { hasText: THIRD })).toBeHidden();
    from = await take(page, fingers, SECOND);
    await fingers.move([from], [await spot(page, FIRST, 0.2)]);
    await fingers.up();
    await expect.poll(() => titles(page)).toEqual([SECOND, FIRST, THIRD]);
    await undoButton(page).tap();
    await undoButton(page).tap();
    await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  });

  test("stays where it is when it is let go beside the list, with a second finger, or at Escape", async ({
    page,
  }) => {
    const fingers = await Fingers.on(page);
    const stays = async () => {
      await heard(page, `“${SECOND}” stays where it is.`);
      await expect(outline(page).locator("p", { hasText: SECOND })).toBeHidden();
      expect(await titles(page)).toEqual([FIRST, SECOND, THIRD]);
    };
    let from = await take(page, fingers, SECOND);
    await fingers.move([from], [{ x: 700, y: from.y }]);
    await fingers.up();
    await stays();

    from = await take(page, fingers, SECOND);
    const there = await spot(page, FIRST, 0.2);
    await fingers.move([from], [there]);
    await fingers.down(there, { x: there.x + 40, y: there.y + 300 });
    await heard(page, `“${SECOND}” stays where it is.`);
    await fingers.up();
    await stays();

    from = await take(page, fingers, SECOND);
    await fingers.move([from], [there]);
    await page.keyboard.press("Escape");
    await heard(page, `“${SECOND}” stays where it is.`);
    await fingers.up();
    await stays();
    await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  });
});

test("a held row scrolls the outline at its ends; a finger that moves at once scrolls it as ever", async ({
  page,
}) => {
  await importPlan(page, largePlan(60, 60));
  const list = outline(page).locator("div.overflow-y-auto");
  const scrolled = () => list.evaluate((element) => element.scrollTop);
  const box = await list.boundingBox();
  if (!box) throw new Error("The outline is not on the page.");
  const fingers = await Fingers.on(page);
  const before = await titles(page);
  const from = { x: box.x + 80, y: box.y + 45 };
  await fingers.down(from);
  await heard(page, "is held.");
  await fingers.move([from], [{ x: from.x, y: box.y + box.height - 30 }]);
  const end = await list.evaluate((element) => element.scrollHeight - element.clientHeight);
  await expect.poll(scrolled).toBeGreaterThanOrEqual(end - 1);
  await fingers.up();
  await heard(page, /^Move /);
  await expect.poll(() => titles(page)).not.toEqual(before);

  const after = await titles(page);
  const there = await scrolled();
  await fingers.drag({ x: box.x + 80, y: box.y + 200 }, { x: box.x + 80, y: box.y + 500 });
  await expect.poll(scrolled).toBeLessThan(there - 100);
  expect(await titles(page)).toEqual(after);
});

for (const width of [1180, 390]) {
  test(`whatever can be tapped is 24 px large at least (${width} px wide)`, async ({ page }) => {
    await page.setViewportSize({ width, height: 820 });
    const parts = width === 390 ? ["Outline", "Canvas", "Inspector"] : ["all"];
    for (const part of parts) {
      if (part !== "all") await page.getByRole("tab", { name: part }).tap();
      if (part === "Canvas") await page.getByRole("button", { name: /^Fit the plan/ }).tap();
      if (part !== "Inspector" && part !== "Outline") await card(page, SECOND).tap();
      await expect.poll(() => page.evaluate(smallTargets), part).toEqual([]);
      await shown(page, `touch-${width}-${part.toLowerCase()}`);
    }
  });
}

/** Names of what can be tapped but takes no finger within 24 px about its middle. */
function smallTargets(): string[] {
  const controls = document.querySelectorAll<HTMLElement>(
    "main button, main [role=button], main select, main input, main textarea",
  );
  return [...controls].flatMap((control) => {
    const { left, top, width, height } = control.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const top_ = document.elementFromPoint(x, y);
    // Out of sight, below something else, or a checkbox within its label.
    if (!top_ || !(control === top_ || control.contains(top_)) || control.closest("label")) return [];
    const reach = 11.5;
    const takes = [
      [x - reach, y],
      [x + reach, y],
      [x, y - reach],
      [x, y + reach],
    ].every(([px, py]) => {
      const hit = document.elementFromPoint(px ?? 0, py ?? 0);
      return hit !== null && (hit === control || control.contains(hit));
    });
    return takes ? [] : [`${control.getAttribute("aria-label") ?? control.textContent} ${width}x${height}`];
  });
}
