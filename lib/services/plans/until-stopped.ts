import { setTimeout as pause } from "node:timers/promises";

/** How often it is asked whether a person stopped the planner: a model may write for a minute without a word that is recorded. */
const LOOK_MS = 300;

/**
 * A signal that aborts when what the planner works on is no longer wanted, because a person stopped it or it was overtaken, or with
 * `signal`.
 * @param stands tells whether it is still wanted
 * @returns `stopped` tells whether it is not; `end` ends the looking
 */
export function untilStopped(stands: () => Promise<boolean>, signal: AbortSignal) {
  const over = new AbortController();
  const stopped = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      await pause(LOOK_MS, undefined, { signal: over.signal });
      if (await stands()) continue;
      stopped.abort(new Error("The planner was stopped."));
      return;
    }
    // A look that fails says nothing; the planner's own statements will say what is wrong.
  })().catch(() => undefined);
  return {
    signal: AbortSignal.any([signal, stopped.signal]),
    stopped: () => stopped.signal.aborted,
    end: async () => {
      over.abort();
      await looking;
    },
  };
}
