import { dropLayout, keepLayout, keptLayout, type LayoutStorage } from "./kept-layouts.ts";
import type { Layout } from "./layout-value.ts";

/** The last layout of each canvas, by where its hand-moved places are kept; null where this browser has kept none. */
const memory = new Map<string, Layout | null>();

/** What waits to be written, by the same: a row of quick edits is written once. */
const unwritten = new Map<string, Layout>();
const WRITTEN_AFTER_MS = 1_000;

/** Where the layout last put a canvas's cards, also before the page was loaded, or null when it is to be laid out afresh. */
export function lastLayout(key: string): Layout | null {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const kept = keptLayout(storage(), key);
  memory.set(key, kept);
  return kept;
}

/** Steps that left the plan are remembered with the rest, so that an undo brings them back to where they were. */
export function rememberLayout(key: string, layout: Layout): void {
  const last = memory.get(key);
  const before = last?.direction === layout.direction ? last.points : {};
  const remembered = { ...layout, points: { ...before, ...layout.points } };
  memory.set(key, remembered);
  if (unwritten.size === 0) {
    setTimeout(writeAll, WRITTEN_AFTER_MS);
    addEventListener("pagehide", writeAll, { once: true });
  }
  unwritten.set(key, remembered);
}

function writeAll(): void {
  for (const [key, layout] of unwritten) keepLayout(storage(), key, layout, Date.now());
  unwritten.clear();
}

export function forgetLayout(key: string): void {
  memory.set(key, null);
  unwritten.delete(key);
  dropLayout(storage(), key);
}

/** Null where a person forbids it. */
function storage(): LayoutStorage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
