import type { StepId } from "#lib/domain/ids.ts";
import type { Presence } from "#lib/domain/presence.ts";

/** "Ada, Bo" by the step that both look at. */
export function namesByStep(others: readonly Presence[]): Record<StepId, string> {
  const names: Record<StepId, string> = {};
  for (const { stepId, name } of others) {
    if (stepId !== null) names[stepId] = names[stepId] === undefined ? name : `${names[stepId]}, ${name}`;
  }
  return names;
}
