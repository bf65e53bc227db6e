import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "#lib/db/client.ts";

/** How often it is asked whether a person stopped the planner: a model may write for a minute without a word that is recorded. */
const LOOK_MS = 300;

/**
 * A signal that aborts when a person stops a plan's planning (or has begun it anew since), or with `signal`.
 * @returns `stopped` tells whether a person stopped it; `end` ends the looking
 */
export function untilStopped(
  db: Db,
  { workspaceId, planId, planning }: { workspaceId: string; planId: string; planning: number },
  signal: AbortSignal,
) {
  const over = new AbortController();
  const stopped = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      await pause(LOOK_MS, undefined, { signal: over.signal });
      const plan = await db.plan.findUnique({
        where: { workspaceId_id: { workspaceId, id: planId } },
        select: { status: true, planning: true },
      });
      if (plan !== null && plan.status !== "stopped" && plan.planning === planning) continue;
      stopped.abort(new Error("Planning was stopped."));
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
