import type { Browser, Locator, Page } from "@playwright/test";
import { card, expect, OWNER, planGoal } from "./support.ts";

/** The steps of the plan that `openChain` makes, each depending on the one before. */
export const CHAIN = ["Research refill shops", "Draft a newsletter", "Compile a report"] as const;
export const [FIRST, SECOND, THIRD] = CHAIN;

/** Its dependencies, as `edges` gives them. */
export const STRAIGHT = [`${SECOND} > ${THIRD}`, `${FIRST} > ${SECOND}`];

/** Makes a plan of three steps in a row, and waits until the editor shows it finished. Gives its address. */
export async function openChain(page: Page): Promise<string> {
  // Without it the view glides, and what is aimed at is elsewhere by then.
  await page.emulateMedia({ reducedMotion: "reduce" });
  const address = await planGoal(
    page,
    "Research refill shops, then draft a newsletter, finally compile a report",
  );
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect.poll(() => edges(page)).toEqual(STRAIGHT);
  await laidOut(page);
  // Some tests take the network away, or click at once: pickers and menus are to be here.
  await expect(page.locator("[data-parts=loaded]")).toBeAttached();
  return address;
}

/** The same plan in another browser of the same person, with storage of its own. */
export async function elsewhere(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({
    storageState: OWNER.state,
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(address);
  await expect(card(page, THIRD)).toBeVisible();
  return page;
}

export const canvas = (page: Page) => page.locator(".plan-canvas");
export const inspector = (page: Page) => page.getByRole("complementary", { name: "Inspector" });

/** Makes the selected step depend on another, in the inspector. */
export async function dependOn(page: Page, title: string): Promise<void> {
  await inspector(page).getByRole("button", { name: "Add a dependency" }).click();
  await page.getByRole("combobox", { name: "Find a step" }).fill(title);
  await page.getByRole("option", { name: title }).click();
}
export const outline = (page: Page) => page.locator("[data-outline]");

/** The title field of a row of the outline, by its place from above. */
export const row = (page: Page, index: number) => outline(page).getByLabel("Step title").nth(index);

/** The titles in the outline, from above. */
export function titles(page: Page): Promise<string[]> {
  return outline(page)
    .getByLabel("Step title")
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
}

/** The dependencies on the canvas, sorted: "Research > Report" where the report depends on the research. */
export async function edges(page: Page): Promise<string[]> {
  const labels = await page
    .locator(".react-flow__edge")
    .evaluateAll((lines) => lines.map((line) => line.getAttribute("aria-label") ?? ""));
  return labels.map((label) => label.split(" depends on ").toReversed().join(" > ")).toSorted();
}

/** Titles of the selected cards, sorted. */
export async function selected(page: Page): Promise<string[]> {
  return (await page.locator(".react-flow__node.selected h3").allTextContents()).toSorted();
}

/** Picks a tool in the open step picker. A text that no tool has names the step, which then gets the first tool. */
export async function pick(page: Page, text: string): Promise<void> {
  await page.getByLabel("Name the step or find a tool").fill(text);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name the step or find a tool")).toBeHidden();
}

/** Waits until the cards stand where the layout puts them. */
export async function laidOut(page: Page): Promise<void> {
  await expect(canvas(page)).toHaveAttribute("data-layout", "settled");
  // The view follows the layout in the frames after.
  await canvas(page)
    .locator(".react-flow__viewport")
    .evaluate(async (view: HTMLElement) => {
      const frame = () => new Promise(requestAnimationFrame);
      for (let last = ""; last !== view.style.transform; await frame()) {
        last = view.style.transform;
        await frame();
      }
    });
}

/** Waits until the server has every edit. */
export async function saved(page: Page): Promise<void> {
  await expect(page.locator("[data-save-state]")).toHaveAttribute("data-save-state", "saved");
}

export async function middle(target: Locator): Promise<{ x: number; y: number }> {
  // An element that still moves, or lies below another, is waited for.
  await target.hover({ trial: true });
  const box = await target.boundingBox();
  if (!box) throw new Error("The element is not on the page.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The line of a dependency. */
export const line = (page: Page, from: string, to: string) =>
  page.locator(`.react-flow__edge[aria-label="${to} depends on ${from}"]`);

/** A place on a line, such a part of its way from its beginning: a line has no area in whose middle one could click. */
export async function onLine(target: Locator, part: number): Promise<{ x: number; y: number }> {
  return target.locator("path.react-flow__edge-path").evaluate((path: SVGPathElement, share) => {
    const at = path.getPointAtLength(path.getTotalLength() * share);
    const { x, y } = new DOMPoint(at.x, at.y).matrixTransform(path.getScreenCTM() ?? undefined);
    return { x, y };
  }, part);
}

/** Presses the mouse on an element and draws it to a point, as a hand does: not at one jump. The button stays down. */
export async function draw(page: Page, from: Locator, to: { x: number; y: number }): Promise<void> {
  await from.hover();
  const start = await middle(from);
  await page.mouse.down();
  // What is dragged begins to follow with the first, small movement.
  await page.mouse.move(start.x + 2, start.y + 2);
  await page.mouse.move(to.x, to.y, { steps: 12 });
}

export async function drop(page: Page, from: Locator, to: { x: number; y: number }): Promise<void> {
  await draw(page, from, to);
  await page.mouse.up();
}

/** The point of a card from which a connection is drawn; a click on it adds a step. */
export const lowerHandle = (page: Page, title: string) =>
  page.getByRole("button", { name: `Add a step after ${title}`, exact: true });

/** Puts a text into a field that no keyboard can type, as a program or a paste would. */
export async function paste(field: Locator, text: string): Promise<void> {
  await field.evaluate((element: HTMLInputElement | HTMLTextAreaElement, value) => {
    const prototype =
      element instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(element, value);
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}

export const undoButton = (page: Page) => page.getByRole("button", { name: /^(Undo |Nothing to undo)/ });
export const redoButton = (page: Page) => page.getByRole("button", { name: /^(Redo |Nothing to redo)/ });

/** Waits until a screen reader has been told something in the editor's live region. */
export async function heard(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.locator("[role=status].sr-only").filter({ hasText: words }).first()).toBeAttached();
}

/** Where the canvas is looked at from: its shift and zoom. */
export function view(page: Page): Promise<{ x: number; y: number; zoom: number }> {
  return page.locator(".react-flow__viewport").evaluate((element) => {
    const { e, f, a } = new DOMMatrixReadOnly(getComputedStyle(element).transform);
    return { x: e, y: f, zoom: a };
  });
}

/** From the middle of one card to the middle of another. */
export async function gap(from: Locator, to: Locator): Promise<{ x: number; y: number }> {
  const [a, b] = [await middle(from), await middle(to)];
  return { x: b.x - a.x, y: b.y - a.y };
}
