import type { Page } from "@playwright/test";
import { progress } from "../rows.ts";
import { percentiles, type Figure } from "./figures.ts";
import { drag, framesDuring, keysToPaint, wheel } from "./frames.ts";
import type { Installation } from "./installation.ts";
import { seedPlan, type Size } from "./large-graph.ts";

const SIZES: readonly Size[] = [
  { steps: 1_000, dependencies: 2_000 },
  { steps: 2_000, dependencies: 4_000 },
];
const LONGEST_MS = 60_000;
/** Gestures are repeated within one opening; an opening takes seconds. */
const GESTURES = 3;

/**
 * The editor with large plans. `open`: from the navigation, in a tab of its own, to the painted frame with cards where the layout puts
 * them, in a browser that has not laid the plan out before; `open_again`: in one that has. `frame` while panning, zooming and dragging a card; `key_to_paint` of arrow keys on the canvas and of typing a title.
 * @param rounds how often each plan is opened
 */
export async function canvas(installation: Installation, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of SIZES) {
    const planId = await seedPlan(installation, size);
    const seen: Record<string, number[]> = {};
    const add = (what: string, values: readonly number[]) =>
      (seen[what] = [...(seen[what] ?? []), ...values]);
    for (let round = -1; round < rounds; round++)
      for (const what of ["open", "open_again"]) {
        const page = await installation.newPage();
        try {
          if (what === "open") await page.addInitScript(() => localStorage.clear());
          const opened = await open(page, `/plans/${planId}`);
          progress(`canvas ${size.steps} ${round}: ${what} ${opened.toFixed(0)}`);
          // Its layout is written down within a second or two; what follows the opening is not part of the next one.
          await page.waitForFunction(
            (key) => localStorage.getItem(key) !== null,
            `planwright.layout.plan:${planId}`,
          );
          await page.waitForLoadState("networkidle");
          // The first have the browser and the server warm.
          if (round < 0) continue;
          add(what, [opened]);
          if (round > 0 || what === "open") continue;
          for (const [gesture, values] of Object.entries(await gestures(page))) add(gesture, values);
        } finally {
          await page.close();
        }
      }
    for (const [what, values] of Object.entries(seen))
      figures.push(...percentiles(`canvas ${size.steps}`, what, "ms", values));
  }
  return figures;
}

async function open(page: Page, address: string): Promise<number> {
  await page.addInitScript(() => {
    const look = () => {
      const settled = document.querySelector(
        ".plan-canvas[data-layout=settled] .react-flow__node .step-card",
      );
      const card = settled?.getBoundingClientRect();
      if (!card || card.width === 0) return requestAnimationFrame(look);
      // After the frame that this callback is part of.
      return setTimeout(() => (window.benchShown = performance.now()));
    };
    requestAnimationFrame(look);
  });
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForFunction(() => window.benchShown !== undefined, undefined, { timeout: LONGEST_MS });
  return (await page.evaluate(() => window.benchShown)) ?? Number.NaN;
}

async function gestures(page: Page): Promise<Record<string, number[]>> {
  await page.waitForLoadState("networkidle");
  const box = await page.locator(".plan-canvas").boundingBox();
  if (!box) throw new Error("There is no canvas.");
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const seen: Record<string, number[]> = { pan_frame: [], zoom_frame: [], drag_frame: [] };
  const note = async (what: string, doing: () => Promise<void>) => {
    const frames = await framesDuring(page, doing);
    seen[what] = [...(seen[what] ?? []), ...frames];
    progress(`canvas ${what}: ${frames.length} frames, longest ${Math.max(...frames).toFixed(0)}`);
  };
  for (let gesture = 0; gesture < GESTURES; gesture++) {
    // As the plan opens, with all of it in view, and then close by, where cards can be read.
    await note("zoom_frame", () =>
      wheel(page, middle, [...turns(-60, 40), ...turns(60, 40), ...turns(-60, 40)]),
    );
    const free = await freePlace(page);
    await note("pan_frame", () =>
      drag(page, free, [...turns([6, 4], 40), ...turns([-9, -6], 60), ...turns([5, -4], 30)]),
    );
    const card = await visibleCard(page);
    await note("drag_frame", () => drag(page, card, [...turns([5, 3], 40), ...turns([-5, -3], 40)]));
  }
  const arrows = ["ArrowDown", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"];
  const card = await visibleCard(page);
  await page.mouse.click(card.x, card.y);
  seen["arrow_key_to_paint"] = await keysToPaint(
    page,
    Array.from({ length: 30 }, (_, i) => arrows[i % 5] ?? ""),
  );
  await page.keyboard.press("e");
  await page.locator("aside input:focus").waitFor();
  seen["typing_key_to_paint"] = await keysToPaint(page, "reliable and quick while typing".split(""));
  return seen;
}

function turns<const T>(step: T, count: number): T[] {
  return Array.from({ length: count }, () => step);
}

/** A place of the canvas with nothing on it. */
async function freePlace(page: Page): Promise<{ x: number; y: number }> {
  return page.evaluate(() => {
    const box = document.querySelector(".plan-canvas")?.getBoundingClientRect();
    if (!box) throw new Error("There is no canvas.");
    for (let y = box.top + 200; y < box.bottom - 150; y += 7)
      for (let x = box.left + 200; x < box.right - 250; x += 7)
        if (document.elementFromPoint(x, y)?.classList.contains("react-flow__pane")) return { x, y };
    throw new Error("There is no free place on the canvas.");
  });
}

/** The title of a card that is in view. */
async function visibleCard(page: Page): Promise<{ x: number; y: number }> {
  return page.evaluate(() => {
    const box = document.querySelector(".plan-canvas")?.getBoundingClientRect();
    if (!box) throw new Error("There is no canvas.");
    for (let y = box.top + 200; y < box.bottom - 200; y += 5)
      for (let x = box.left + 200; x < box.right - 300; x += 5)
        if (document.elementFromPoint(x, y)?.matches(".step-card h3")) return { x, y };
    throw new Error("There is no card in view.");
  });
}
