import type { Page } from "@playwright/test";

declare global {
  interface Window {
    benchFrames?: { times: number[]; stop: () => void };
    benchKeys?: number[];
    benchShown?: number;
  }
}

/** About sixty moves a second, as a mouse reports them. */
const MOVE_MS = 16;

/**
 * Does something in the page and notes how long each frame took meanwhile: the time from one animation frame's callback to the next,
 * in milliseconds. A page that is busy calls back late, whoever is to blame, so long tasks, style and layout are all in it.
 */
export async function framesDuring(page: Page, doing: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    let last = performance.now();
    let frame = requestAnimationFrame(function note(now) {
      times.push(now - last);
      last = now;
      frame = requestAnimationFrame(note);
    });
    window.benchFrames = { times, stop: () => cancelAnimationFrame(frame) };
  });
  await doing();
  const times = await page.evaluate(() => {
    window.benchFrames?.stop();
    return window.benchFrames?.times ?? [];
  });
  // The first began before anything moved.
  return times.slice(1);
}

/** Presses the mouse at a point and moves it along a path by real input, one step a frame. */
export async function drag(
  page: Page,
  from: { x: number; y: number },
  path: readonly (readonly [number, number])[],
) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await along(page, from, path);
  await page.mouse.up();
}

async function along(
  page: Page,
  from: { x: number; y: number },
  path: readonly (readonly [number, number])[],
) {
  let { x, y } = from;
  for (const [dx, dy] of path) {
    x += dx;
    y += dy;
    await Promise.all([page.mouse.move(x, y), pause(MOVE_MS)]);
  }
}

/** Turns the wheel at a point, one step a frame. */
export async function wheel(
  page: Page,
  at: { x: number; y: number },
  steps: readonly number[],
): Promise<void> {
  await page.mouse.move(at.x, at.y);
  for (const step of steps) await Promise.all([page.mouse.wheel(0, step), pause(MOVE_MS)]);
}

/**
 * Presses keys one after another and gives, for each, the milliseconds from the key (as the browser stamped it) until the frame after
 * it was painted.
 */
export async function keysToPaint(page: Page, keys: readonly string[]): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    window.benchKeys = times;
    window.addEventListener(
      "keydown",
      (event) =>
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - event.timeStamp))),
      { capture: true },
    );
  });
  for (const [index, key] of keys.entries()) {
    await page.keyboard.press(key);
    await page.waitForFunction((count) => (window.benchKeys?.length ?? 0) >= count, index + 1);
  }
  const times = await page.evaluate(() => window.benchKeys ?? []);
  return times.slice(0, keys.length);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
