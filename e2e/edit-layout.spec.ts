import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import {
  canvas,
  drop,
  FIRST,
  inspector,
  laidOut,
  lowerHandle,
  middle,
  openChain,
  pick,
  saved,
  SECOND,
  selected,
  THIRD,
} from "./editor.ts";
import { importPlan, largePlan } from "./large-plan.ts";
import { card, expect, look, planGoal, REFERENCE_GOAL, test } from "./support.ts";

/** Where the cards stand on the canvas, whatever part of it is in view, by title. */
async function places(page: Page): Promise<Record<string, { x: number; y: number }>> {
  const entries = await page.locator(".react-flow__node:has(h3)").evaluateAll((cards) =>
    cards.map((one) => {
      const { e, f } = new DOMMatrix((one as HTMLElement).style.transform);
      return [one.querySelector("h3")?.textContent ?? "", { x: e, y: f }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

test("an edit leaves what it does not concern where it was; tidy lays all out again", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await planGoal(page, REFERENCE_GOAL);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await laidOut(page);
  const before = await places(page);
  const titles = Object.keys(before);
  const last = titles.at(-1) ?? "";
  // The last step has the lowest place: a step after it gets a row of its own.
  await card(page, last).click();
  await page.keyboard.press("n");
  await pick(page, "Read it aloud");
  await laidOut(page);
  const grown = await places(page);
  for (const title of titles) expect([title, grown[title]]).toEqual([title, before[title]]);
  // A removed step leaves its place free.
  await card(page, "Read it aloud").click();
  await page.keyboard.press("Delete");
  await expect(card(page, "Read it aloud")).toBeHidden();
  await laidOut(page);
  expect(await places(page)).toEqual(before);
  // What a hand has moved goes back when the plan is tidied.
  const { x, y } = await middle(card(page, last).locator("h3"));
  await drop(page, card(page, last).locator("h3"), { x: x + 120, y: y + 30 });
  expect((await places(page))[last]).not.toEqual(before[last]);
  await canvas(page).focus();
  await page.keyboard.press("Shift+T");
  await expect.poll(() => places(page)).toEqual(before);
});

test("a plan looks the same when it is opened again, until it is tidied; what the storage should not hold is ignored", async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await importPlan(page, largePlan(24, 6));
  await card(page, "Check market 4").click();
  await page.keyboard.press("n");
  await pick(page, "Call the printer");
  await expect(card(page, "Call the printer")).toBeVisible();
  await saved(page);
  await laidOut(page);
  const before = await places(page);
  const written = () =>
    page.evaluate(() => {
      const names = Object.keys(localStorage).filter((name) => name.startsWith("planwright.layout."));
      return names.some(
        (name) => Number.parseInt(localStorage.getItem(name) ?? "", 10) > performance.timeOrigin,
      );
    });
  // Written after a moment, or when the page is left.
  await expect.poll(written).toBe(true);
  await page.reload();
  await expect(card(page, "Summarise market 24")).toBeVisible();
  await laidOut(page);
  expect(await places(page)).toEqual(before);
  await page.evaluate(() => {
    for (const name of Object.keys(localStorage))
      if (name.startsWith("planwright.layout.")) localStorage.setItem(name, '7 {"points":{"s0":[1]}}');
  });
  await page.reload();
  await expect(card(page, "Summarise market 24")).toBeVisible();
  await laidOut(page);
  const fresh = await places(page);
  expect(Object.keys(fresh)).toEqual(Object.keys(before));
  // The new step's neighbours have made way for it.
  expect(fresh).not.toEqual(before);
  await canvas(page).focus();
  await page.keyboard.press("Shift+T");
  await laidOut(page);
  expect(await places(page)).toEqual(fresh);
});

test("many steps that do not depend on each other stand in several rows, in both directions", async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await importPlan(page, largePlan(45, 45));
  const rows = async (axis: "x" | "y") => {
    const counts = new Map<number, number>();
    for (const place of Object.values(await places(page)))
      counts.set(place[axis], (counts.get(place[axis]) ?? 0) + 1);
    return [...counts.values()];
  };
  expect(await rows("y")).toEqual([9, 9, 9, 9, 9]);
  await look(page, "editor-45-independent");
  await page.getByRole("button", { name: "Read left to right" }).click();
  await laidOut(page);
  await expect.poll(() => rows("x")).toEqual([15, 15, 15]);
});

test("cards glide to their new places, but not for people who want less motion", async ({ page }) => {
  await openChain(page);
  await page.evaluate(() => {
    document.addEventListener("transitionrun", ({ target, propertyName }) => {
      if (
        propertyName === "transform" &&
        target instanceof HTMLElement &&
        target.matches(".react-flow__node")
      )
        document.body.dataset["glided"] = String(Number(document.body.dataset["glided"] ?? 0) + 1);
    });
  });
  const insert = async (before: string, after: string, title: string) => {
    await page.getByRole("button", { name: `Insert a step between ${before} and ${after}` }).click();
    await pick(page, title);
    await laidOut(page);
  };
  const glided = () => page.evaluate(() => Number(document.body.dataset["glided"] ?? 0));
  await insert(FIRST, SECOND, "Sort the findings");
  expect(await glided()).toBe(0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  // A browser that is busy with something else may skip their way once.
  let next: string = THIRD;
  await expect(async () => {
    const title = `${next} again`;
    await insert(SECOND, next, title);
    next = title;
    await expect.poll(glided, { timeout: 2_000 }).toBeGreaterThan(0);
  }).toPass();
});

test("left to right, if the reader prefers: lines, arrows and the picture follow, also the next time", async ({
  page,
}) => {
  await openChain(page);
  await page.getByRole("button", { name: "Read left to right" }).click();
  await laidOut(page);
  const across = async () => {
    const { [FIRST]: a, [SECOND]: b, [THIRD]: c } = await places(page);
    return [a && b && a.x < b.x && a.y === b.y, b && c && b.x < c.x && b.y === c.y];
  };
  await expect.poll(across).toEqual([true, true]);
  // The point that lines leave from is at the right side.
  const handleToSide = async () => {
    const box = await card(page, FIRST).boundingBox();
    const handle = await middle(lowerHandle(page, FIRST));
    return Math.abs(handle.x - ((box?.x ?? 0) + (box?.width ?? 0)));
  };
  await expect.poll(handleToSide).toBeLessThan(2);
  await expect(page.getByRole("button", { name: "Read top to bottom" })).toBeFocused();

  await canvas(page).focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => selected(page)).toEqual([FIRST]);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => selected(page)).toEqual([SECOND]);
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => selected(page)).toEqual([THIRD, SECOND].toSorted());
  await page.keyboard.press("Escape");

  // A step drawn out of a card stands where it was let go.
  const from = await middle(lowerHandle(page, FIRST));
  const place = { x: from.x + 30, y: from.y + 180 };
  await drop(page, lowerHandle(page, FIRST), place);
  await pick(page, "Visit a market");
  await laidOut(page);
  const made = await card(page, "Visit a market").boundingBox();
  expect(Math.abs((made?.x ?? 0) - place.x)).toBeLessThan(3);
  await expect(inspector(page).getByLabel("Title")).toBeFocused();

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "More for this plan" }).click();
  await page.getByRole("menuitem", { name: /SVG/ }).click();
  const svg = await readFile(await (await download).path(), "utf8");
  const [width = 0, height = 0] = [/ width="(\d+)"/, / height="(\d+)"/].map((part) =>
    Number(part.exec(svg)?.[1]),
  );
  expect(width).toBeGreaterThan(height);

  await page.reload();
  await laidOut(page);
  const order = async () => {
    const { [FIRST]: a, [SECOND]: b, [THIRD]: c } = await places(page);
    return a && b && c && a.x < b.x && b.x < c.x;
  };
  await expect.poll(order).toBe(true);
  await look(page, "editor-left-to-right");
  await canvas(page).focus();
  await page.keyboard.press("Shift+L");
  await laidOut(page);
  await expect.poll(order).toBe(false);
});
