import { afterEach, expect, test, vi } from "vitest";
import { askBeforeLeaving } from "./ask-before-leaving.ts";

afterEach(() => vi.unstubAllGlobals());

/** Leaves the page. @returns whether the browser would ask */
function leave(): boolean {
  return !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
}

test("the browser asks only while something would be lost, whoever says so", () => {
  vi.stubGlobal("window", new EventTarget());
  const [draft, upload] = [askBeforeLeaving(), askBeforeLeaving()];
  expect(leave()).toBe(false);
  draft(true);
  draft(true);
  upload(true);
  expect(leave()).toBe(true);
  draft(false);
  expect(leave()).toBe(true);
  upload(false);
  expect(leave()).toBe(false);
});

test("where there is no page, nothing is asked", () => {
  expect(() => askBeforeLeaving()(true)).not.toThrow();
});
