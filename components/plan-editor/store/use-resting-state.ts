"use client";
import { startTransition, useEffect, useState } from "react";
import type { EditorState, EditorStore } from "./store-contract.ts";

/** Changes that follow each other faster than this are a row, in milliseconds: longer than between two keys of one that is held down. */
const PAUSE_MS = 120;

/**
 * Reads a part of the editor's state for what takes long to draw or to tell: a single change is taken over once the next frame has been
 * painted, a quick row of changes when it has ended. So who walks along the cards of a large plan sees each key at once.
 * @param selector always the same function; it gives the same object while its part is unchanged
 */
export function useRestingState<T>(store: EditorStore, selector: (state: EditorState) => T): T {
  const [rested, setRested] = useState(() => selector(store.getState()));
  useEffect(() => {
    let latest = selector(store.getState());
    let changed = Number.NEGATIVE_INFINITY;
    let frame = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => startTransition(() => setRested(() => latest));
    const forget = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    const look = () => {
      const next = selector(store.getState());
      if (Object.is(next, latest)) return;
      latest = next;
      forget();
      const now = performance.now();
      if (now - changed < PAUSE_MS) timer = setTimeout(take, PAUSE_MS);
      else frame = requestAnimationFrame(() => (timer = setTimeout(take)));
      changed = now;
    };
    take();
    const stop = store.subscribe(look);
    return () => {
      stop();
      forget();
    };
  }, [store, selector]);
  return rested;
}
