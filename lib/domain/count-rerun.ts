import type { RerunReport } from "./rerun-report.ts";
import type { StepRunView } from "./run.ts";

/**
 * Counts what was taken over and what was done anew. A map counts as one step: taken over when all its items were.
 * @param steps all of the run's
 */
export function rerunReport(of: RerunReport["of"], steps: readonly StepRunView[]): RerunReport {
  const items = Map.groupBy(steps, (step) => step.item?.of);
  const own = (items.get(undefined) ?? []).filter((step) => step.undoes === null);
  const takenOver = (step: StepRunView) => {
    const parts = items.get(step.stepId) ?? [];
    return parts.length > 0 ? parts.every((part) => part.reused !== null) : step.reused !== null;
  };
  const saved = steps.flatMap((step) => step.reused ?? []);
  const reused = own.filter(takenOver).length;
  return {
    of,
    reused,
    redone: own.filter((step) => step.attempt > 0).length - reused,
    savedSeconds: saved.reduce((sum, part) => sum + part.savedSeconds, 0),
    savedMicros: saved.reduce((sum, part) => sum + part.savedMicros, 0),
  };
}
