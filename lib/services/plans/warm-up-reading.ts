import { analyseGoal } from "#lib/planner/goal/analyse-goal.ts";

/** Long enough for a page and its files to be served first. */
const LATER_MS = 1_000;

let begun = false;

/**
 * Lets this process read a goal for nothing, once, a moment from now: the first reading takes 0.4 s, which whoever enters the first
 * goal would wait for.
 */
export function warmUpReading(): void {
  if (begun) return;
  begun = true;
  setTimeout(
    () => analyseGoal("Plan a campaign for next quarter with $1,000", "2026-01-05"),
    LATER_MS,
  ).unref();
}
