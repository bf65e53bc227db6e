import type { Cost } from "#lib/domain/run-cost-view.ts";
import { stepCost } from "#lib/domain/run-cost.ts";
import type { RunView } from "#lib/domain/view.ts";

/**
 * What of a shared run's cost is in none of its steps and replans: that of steps that its plan had no more, of those that undid
 * something, and of the runs below it. Null when there is none.
 */
export function otherCosts({
  costMicros,
  costUnknown,
  replanUse,
  steps,
}: Pick<RunView, "costMicros" | "costUnknown" | "replanUse" | "steps">): Cost | null {
  const shown = stepCost({ costMicros: 0, model: replanUse }, steps);
  const micros = Math.max(0, costMicros - shown.micros);
  const unknown = costUnknown && !shown.unknown;
  return micros > 0 || unknown ? { micros, unknown } : null;
}
