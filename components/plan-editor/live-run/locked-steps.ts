import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { Dependency, PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import { sameJson } from "#lib/domain/same-json.ts";

/** The steps of a run that have started, and not failed since: an edit of the run cannot change them. */
export function lockedSteps(steps: readonly StepRunView[]): ReadonlySet<StepId> {
  const locked = steps.filter(
    ({ status, waitingFor }) =>
      !["blocked", "ready", "failed"].includes(status) && !(status === "waiting" && waitingFor === "timer"),
  );
  return new Set(locked.map((step) => step.stepId));
}

/**
 * Why an edit of a run cannot be made, in a sentence; null when it touches no step that has started.
 * @param graph gives the steps their titles
 */
export function lockedEdit(patch: PlanPatch, locked: ReadonlySet<StepId>, graph: PlanGraph): string | null {
  for (const operation of patch) {
    // What leads into a started step is part of it; what leads out of it belongs to the step that waits.
    const touched =
      operation.op === "connect" || operation.op === "disconnect"
        ? operation.to
        : operation.op === "update" || operation.op === "remove"
          ? operation.stepId
          : null;
    if (touched === null || !locked.has(touched)) continue;
    const title = graph.steps.find((step) => step.id === touched)?.title ?? touched;
    return `“${title}” has started in the run, so it is locked.`;
  }
  return null;
}

/**
 * The graph that a run shall go by: the plan as it was edited, but with every started step, and what leads into it, as the run
 * has them. What the plan says otherwise about those stays in the plan.
 */
export function withLocked(
  run: PlanGraph,
  draft: PlanGraph,
  locked: ReadonlySet<StepId>,
): { graph: PlanGraph; leftOut: StepId[] } {
  const started = run.steps.filter((step) => locked.has(step.id));
  const standing = new Map(started.map((step) => [step.id, step]));
  const drafted = new Map(draft.steps.map((step) => [step.id, step]));
  const steps = [
    ...started.filter((step) => !drafted.has(step.id)),
    ...draft.steps.map((step) => standing.get(step.id) ?? step),
  ];
  const ids = new Set(steps.map((step) => step.id));
  const into = ({ to }: Dependency) => standing.has(to);
  const dependencies = [
    ...run.dependencies.filter((dependency) => into(dependency) && ids.has(dependency.from)),
    ...draft.dependencies.filter((dependency) => !into(dependency)),
  ];
  const waysInto = (graph: PlanGraph, stepId: StepId) =>
    graph.dependencies.flatMap(({ from, to }) => (to === stepId ? [from] : [])).toSorted();
  const leftOut = started.filter((step) => {
    const other = drafted.get(step.id);
    if (!other || !sameJson(other, step)) return true;
    return waysInto(run, step.id).join() !== waysInto(draft, step.id).join();
  });
  return { graph: { steps, dependencies }, leftOut: leftOut.map((step) => step.id) };
}

/** Takes what was edited in a plan for a run back: it then goes by the run again, but for what it says otherwise of started steps. */
export function backToRun(run: PlanGraph, draft: PlanGraph, locked: ReadonlySet<StepId>): PlanPatch {
  return diffGraphs(draft, withLocked(draft, run, locked).graph);
}
