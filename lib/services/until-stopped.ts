import { setTimeout as pause } from "node:timers/promises";

/** How often it is asked whether a person stopped the planner: a model may write for a minute without a word that is recorded. */
const LOOK_MS = 300;

/**
<<<<<<< HEAD:lib/services/until-stopped.ts
 * A signal that aborts when what the planner works on is no longer wanted, because a person stopped it or it was overtaken, or with
 * `signal`.
 * @param stands tells whether it is still wanted
 * @returns `stopped` tells whether it is not; `end` ends the looking
 */
export function untilStopped(stands: () => Promise<boolean>, signal: AbortSignal) {
=======
 * A signal that aborts when a person stops what the planner does, or with `signal`.
 * @param goesOn asks whether it still is to go on
 * @returns `stopped` tells whether a person stopped it; `end` ends the looking
 */
export function untilStopped(goesOn: () => Promise<boolean>, signal: AbortSignal) {
>>>>>>> candidates:lib/services/plans/until-stopped.ts
  const over = new AbortController();
  const stopped = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      await pause(LOOK_MS, undefined, { signal: over.signal });
<<<<<<< HEAD:lib/services/until-stopped.ts
      if (await stands()) continue;
      stopped.abort(new Error("The planner was stopped."));
=======
      if (await goesOn()) continue;
      stopped.abort(new Error("Planning was stopped."));
>>>>>>> candidates:lib/services/plans/until-stopped.ts
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
