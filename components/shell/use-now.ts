"use client";

import { useSyncExternalStore } from "react";
import { serverNow } from "#components/graph/server-clock.ts";

const TICK_MS = 1_000;

let now = 0;
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = serverNow();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
    now = 0;
  };
}

function read() {
  // Stays the same between ticks, as React demands of a store.
  if (now === 0) now = serverNow();
  return now;
}

const still = () => () => {};

/**
 * The server's time in milliseconds, once a second while `ticking`; null on the server and while hydrating, where the reader's clock
 * and time zone are not known.
 */
export function useNow(ticking = true): number | null {
  return useSyncExternalStore<number | null>(ticking ? subscribe : still, read, () => null);
}
