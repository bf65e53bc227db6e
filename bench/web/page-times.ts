import type { Locator, Page } from "@playwright/test";
import { progress } from "../rows.ts";

/** Resolves when the frame that is made next is painted: a task that is begun in its callbacks runs afterwards. */
export function painted(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
  );
}

/**
 * Milliseconds from an act of the reader until what it brings is painted, as seen from here: the way to the browser and back is in it,
 * some ten milliseconds.
 */
async function timed(
  page: Page,
  act: () => Promise<unknown>,
  until: () => Promise<unknown>,
): Promise<number> {
  const begun = performance.now();
  await act();
  await until();
  await painted(page);
  return performance.now() - begun;
}

/**
 * Notes how long each thing of a visit takes.
 * @param name of what is visited, for whoever waits meanwhile
 * @returns `times` in milliseconds by what was waited for; `note` adds to them; `step` does something and adds how long it took
 */
export function visitTimes(page: Page, name: string) {
  const times: Record<string, number[]> = {};
  const note = (what: string, took: readonly number[]) => {
    times[what] = [...(times[what] ?? []), ...took];
    progress(`${name}: ${what} ${Math.max(...took).toFixed(0)} ms`);
  };
  const step = async (what: string, act: () => Promise<unknown>, until: () => Promise<unknown>) =>
    note(what, [await timed(page, act, until)]);
  return { times, note, step };
}

/** What the page's JavaScript holds, in megabytes, when all that nobody needs is thrown away. */
export async function usedHeap(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.enable");
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  await devtools.detach();
  return usedSize / 1_000_000;
}

/** The middle of what is seen of an element, to turn the wheel at. */
export async function middleOf(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error("What is to be scrolled is not there.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
