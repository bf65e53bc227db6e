import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { testGraph, testStep } from "#lib/testing/seed-run.ts";
import {
  canvas,
  CHAIN,
  draw,
  drop,
  edges,
  FIRST,
  gap,
  heard,
  inspector,
  laidOut,
  lowerHandle,
  middle,
  openChain,
  pick,
  redoButton,
  saved,
  SECOND,
  selected,
  STRAIGHT,
  THIRD,
  titles,
  undoButton,
} from "./editor.ts";
import { openInstallation } from "./installation.ts";
import { ownersWorkspace } from "./members.ts";
import { seedPlanInTheMaking } from "./plan-in-the-making.ts";
import { card, expect, planGoal, REFERENCE_GOAL, test } from "./support.ts";

test.beforeEach(async ({ page }) => {
  await openChain(page);
});

test("the plus below a card adds a step that depends on it, ready to be named", async ({ page }) => {
  await lowerHandle(page, FIRST).click();
  await expect(page.getByRole("dialog", { name: `Add a step after “${FIRST}”` })).toBeVisible();
  await pick(page, "Ask three shop owners");
  await expect(card(page, "Ask three shop owners")).toBeVisible();
  await expect.poll(() => edges(page)).toContain(`${FIRST} > Ask three shop owners`);
  await expect.poll(() => selected(page)).toEqual(["Ask three shop owners"]);
  await expect(inspector(page).getByLabel("Title")).toBeFocused();
  await page.keyboard.type("Ask five shop owners");
  await expect(card(page, "Ask five shop owners")).toBeVisible();
  await saved(page);
  await page.reload();
  await expect(card(page, "Ask five shop owners")).toBeVisible();
  await expect.poll(() => edges(page)).toContain(`${FIRST} > Ask five shop owners`);
});

test("N adds a step after the selected one, and one apart when none is selected", async ({ page }) => {
  await card(page, SECOND).click();
  await page.keyboard.press("n");
  await expect(page.getByLabel("Name the step or find a tool")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(card(page, SECOND)).toBeFocused();
  await page.keyboard.press("n");
  await pick(page, "Proofread it");
  await expect.poll(() => edges(page)).toContain(`${SECOND} > Proofread it`);
  await canvas(page).focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog", { name: "Add a step", exact: true })).toBeVisible();
  await pick(page, "Call the printer");
  await expect(card(page, "Call the printer")).toBeVisible();
  await expect.poll(async () => (await edges(page)).join()).not.toContain("Call the printer");
  // What waits for nothing stands in the top row, as it does in the outline.
  await expect
    .poll(async () => (await middle(card(page, "Call the printer"))).y)
    .toBeCloseTo((await middle(card(page, FIRST))).y, 0);
});

test("a connection that ends on the empty canvas offers a step there", async ({ page }) => {
  const { x, y } = await middle(card(page, SECOND));
  const place = { x: x + 230, y };
  const viewed = () => page.locator(".react-flow__viewport").getAttribute("style");
  const before = await viewed();
  await drop(page, lowerHandle(page, FIRST), place);
  await pick(page, "Visit a market");
  await expect.poll(() => edges(page)).toContain(`${FIRST} > Visit a market`);
  await laidOut(page);
  expect(await viewed(), "an edit moves the view").toBe(before);
  const made = await card(page, "Visit a market").boundingBox();
  expect(Math.abs((made?.x ?? 0) + (made?.width ?? 0) / 2 - place.x)).toBeLessThan(3);
  expect(Math.abs((made?.y ?? 0) - place.y)).toBeLessThan(3);
});

test("a step put on an edge stands between its ends", async ({ page }) => {
  await page.getByRole("button", { name: `Insert a step between ${FIRST} and ${SECOND}` }).click();
  await pick(page, "Sort the findings");
  await expect
    .poll(() => edges(page))
    .toEqual([`${FIRST} > Sort the findings`, `Sort the findings > ${SECOND}`, STRAIGHT[0] ?? ""].toSorted());
  await expect.poll(() => titles(page)).toEqual([FIRST, "Sort the findings", SECOND, THIRD]);
  await expect(undoButton(page)).toHaveAccessibleName(/^Undo add Sort the findings|^Undo add /);
});

test("a removed step is bridged, and comes back with one undo", async ({ page }) => {
  await card(page, SECOND).click();
  await page.keyboard.press("Delete");
  await expect(card(page, SECOND)).toBeHidden();
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`]);
  await expect(undoButton(page)).toHaveAccessibleName(`Undo remove ${SECOND}`);
  await undoButton(page).click();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(undoButton(page)).toBeDisabled();
  await redoButton(page).click();
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`]);
  await page.keyboard.press("Control+z");
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`]);
  await saved(page);
  await page.reload();
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${THIRD}`]);
});

test("what read a removed step does without it, and the plan stays valid", async ({ page }) => {
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await laidOut(page);
  await card(page, "Draft the copy").click();
  await page.keyboard.press("Delete");
  await expect(card(page, "Draft the copy")).toBeHidden();
  await saved(page);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(undoButton(page)).toHaveAccessibleName("Undo remove Draft the copy");
  await undoButton(page).click();
  await expect(card(page, "Draft the copy")).toBeVisible();
  await expect(undoButton(page)).toBeDisabled();
});

test("a connection is made from handle to handle, and onto a card's body", async ({ page }) => {
  const upper = card(page, THIRD).locator('.react-flow__handle[data-handleid="in"]');
  await drop(page, lowerHandle(page, FIRST), await middle(upper));
  await expect.poll(() => edges(page)).toContain(`${FIRST} > ${THIRD}`);
  await undoButton(page).click();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await drop(page, lowerHandle(page, FIRST), await middle(card(page, THIRD)));
  await expect.poll(() => edges(page)).toContain(`${FIRST} > ${THIRD}`);
  await expect(page.getByLabel("Name the step or find a tool")).toBeHidden();
  await saved(page);
});

test("a selected edge is removed with Delete", async ({ page }) => {
  const box = await middle(
    page.getByRole("button", { name: `Insert a step between ${SECOND} and ${THIRD}` }),
  );
  await page.mouse.click(box.x, box.y + 14);
  await expect(page.locator(".react-flow__edge.selected")).toHaveCount(1);
  await page.keyboard.press("Delete");
  await expect.poll(() => edges(page)).toEqual([`${FIRST} > ${SECOND}`]);
  await expect(undoButton(page)).toHaveAccessibleName(`Undo disconnect ${SECOND} from ${THIRD}`);
  await expect(card(page, THIRD)).toBeVisible();
});

test("a circle is refused while it is drawn, with the reason, and changes nothing", async ({ page }) => {
  await draw(page, lowerHandle(page, THIRD), await middle(card(page, FIRST)));
  const reason = page.getByText(/That would be a circle/).first();
  await expect(reason).toBeVisible();
  await expect(reason).toContainText(`“${THIRD}” → “${FIRST}”`);
  await page.mouse.up();
  await expect(canvas(page).getByText(/That would be a circle/)).toBeHidden();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await expect(page.getByLabel("Name the step or find a tool")).toBeHidden();
  await expect(undoButton(page)).toBeDisabled();
});

test("a plan that was being made when its page was opened is said to be there, and connected on its cards as any other", async ({
  page,
}) => {
  const database = openInstallation();
  const { prisma } = database;
  try {
    const workspaceId = await ownersWorkspace(database);
    const text = { text: { kind: "literal" as const, value: "Spring offers." } };
    const step = (id: string, title: string) => testStep(id, { title, tool: "text.check", args: text });
    const graph = testGraph(
      [step("check", "Check the offer"), step("count", "Count its words")],
      ["check>count"],
    );
    const planId = await seedPlanInTheMaking(database, workspaceId, graph);
    await page.goto(`/plans/${planId}`);
    await expect(page.getByText("Planning: 2 steps so far")).toBeVisible();
    await laidOut(page);
    const topic = `plan:${planId}` as const;
    const made = { type: "plan.status", status: "draft", report: null, message: null } as const;
    await prisma.$transaction(async (tx) => {
      await tx.plan.updateMany({ where: { workspaceId, id: planId }, data: { status: "draft" } });
      await appendEvents(tx, { workspaceId, topic, bodies: [made] });
    });
    announce(prisma, workspaceId, [topic]);
    await heard(page, "The plan is made: 2 steps.");
  } finally {
    await database.close();
  }
  await draw(page, lowerHandle(page, "Count its words"), await middle(card(page, "Check the offer")));
  await expect(page.getByText(/That would be a circle/).first()).toBeVisible();
  await page.mouse.up();
});

test("a moved card keeps its place over a reload, until the plan is tidied", async ({ page }) => {
  const first = card(page, FIRST);
  const before = await gap(first, card(page, SECOND));
  const { x, y } = await middle(first.locator("h3"));
  await drop(page, first.locator("h3"), { x: x - 200, y: y + 40 });
  const moved = await gap(first, card(page, SECOND));
  expect(moved.x - before.x).toBeCloseTo(200, -1);
  await page.reload();
  await laidOut(page);
  const again = await gap(first, card(page, SECOND));
  // The view may be fitted at another scale; the direction from card to card is the same.
  expect(again.x / again.y).toBeCloseTo(moved.x / moved.y, 1);
  await page.getByRole("button", { name: /^Tidy/ }).click();
  await expect.poll(async () => Math.round((await gap(first, card(page, SECOND))).x)).toBe(0);
});

test("a rectangle drawn with Shift selects; a plan emptied says how to begin again", async ({ page }) => {
  const first = await card(page, FIRST).boundingBox();
  const second = await card(page, SECOND).boundingBox();
  if (!first || !second) throw new Error("The cards are not on the page.");
  await page.keyboard.down("Shift");
  await page.mouse.move(first.x - 20, first.y - 10);
  await page.mouse.down();
  await page.mouse.move(second.x + second.width + 20, second.y + second.height + 20, { steps: 8 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await expect.poll(() => selected(page)).toEqual([FIRST, SECOND].toSorted());
  await expect(inspector(page).getByText("2 steps selected")).toBeVisible();
  // A click means the one that is clicked.
  await card(page, FIRST).click();
  await expect.poll(() => selected(page)).toEqual([FIRST]);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await expect(page.getByText("This plan has no steps")).toBeVisible();
  await expect(page.getByText("Add a step first.")).toBeAttached();
  await canvas(page).press("Control+z");
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await saved(page);
});

test("Shift with a click adds a card to the selection and takes it out, also by a hand that trembles", async ({
  page,
}) => {
  await card(page, FIRST).click();
  await card(page, THIRD).click({ modifiers: ["Shift"] });
  await expect.poll(() => selected(page)).toEqual([THIRD, FIRST].toSorted());
  await expect(inspector(page).getByText("2 steps selected")).toBeVisible();
  await card(page, FIRST).click({ modifiers: ["Shift"] });
  await expect.poll(() => selected(page)).toEqual([THIRD]);
  const { x, y } = await middle(card(page, SECOND));
  const tremble = async () => {
    await page.keyboard.down("Shift");
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 2, y + 1, { steps: 2 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
  };
  await tremble();
  await expect.poll(() => selected(page)).toEqual([THIRD, SECOND].toSorted());
  await tremble();
  await expect.poll(() => selected(page)).toEqual([THIRD]);
});

test("keys: arrows walk, Shift selects a stream, D duplicates, ? explains, 1 fits", async ({ page }) => {
  await canvas(page).focus();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => selected(page)).toEqual([FIRST]);
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => selected(page)).toEqual([SECOND]);
  await expect(card(page, SECOND)).toBeFocused();
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(() => selected(page)).toEqual([THIRD, SECOND].toSorted());
  await page.keyboard.press("Escape");
  await card(page, THIRD).click();
  await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(() => selected(page)).toEqual([...CHAIN].toSorted());
  await card(page, SECOND).click();
  await page.keyboard.press("d");
  await expect(card(page, `${SECOND} (copy)`)).toBeVisible();
  await expect.poll(() => edges(page)).toContain(`${FIRST} > ${SECOND} (copy)`);
  await expect.poll(() => selected(page)).toEqual([`${SECOND} (copy)`]);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => selected(page)).toEqual([SECOND]);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(card(page, SECOND)).toBeFocused();
  for (let time = 0; time < 6; time += 1) await page.getByRole("button", { name: "Zoom in" }).click();
  await expect(card(page, THIRD)).not.toBeInViewport({ ratio: 1 });
  await card(page, SECOND).focus();
  await page.keyboard.press("1");
  await expect(card(page, THIRD)).toBeInViewport({ ratio: 1 });
  await expect(card(page, FIRST)).toBeInViewport({ ratio: 1 });
});
