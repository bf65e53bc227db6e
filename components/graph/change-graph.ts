import type { DependencyMark, StepMark } from "./canvas-props.ts";
import { dependencyKey } from "#lib/domain/diff-graphs.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { Step } from "#lib/domain/step.ts";

/** Two states of a plan, to be drawn as one graph. */
export type ChangeGraph = {
  /** Everything that either has: what goes keeps its place. */
  graph: PlanGraph;
  marks: Record<StepId, StepMark>;
  /** By `dependencyKey`. */
  dependencyMarks: Record<string, DependencyMark>;
};

/** @param now the plan before a change; `proposed` with it */
export function changeGraph(now: PlanGraph, proposed: PlanGraph): ChangeGraph {
  const before = new Map(now.steps.map((step) => [step.id, step]));
  const after = new Set(proposed.steps.map((step) => step.id));
  const marks: ChangeGraph["marks"] = {};
  for (const step of proposed.steps) {
    const former = before.get(step.id);
    if (!former) marks[step.id] = "added";
    else if (!sameJson(former, step)) marks[step.id] = "changed";
  }
  const steps: Step[] = [...proposed.steps];
  for (const [at, step] of now.steps.entries()) {
    if (after.has(step.id)) continue;
    marks[step.id] = "dropped";
    const previous = now.steps[at - 1]?.id;
    steps.splice(steps.findIndex(({ id }) => id === previous) + 1, 0, step);
  }
  const dependencies = new Map(
    [...now.dependencies, ...proposed.dependencies].map((one) => [dependencyKey(one), one]),
  );
  const [had, has] = [now, proposed].map((graph) => new Set(graph.dependencies.map(dependencyKey)));
  const dependencyMarks: ChangeGraph["dependencyMarks"] = {};
  for (const key of dependencies.keys()) {
    if (!had?.has(key)) dependencyMarks[key] = "added";
    else if (!has?.has(key)) dependencyMarks[key] = "dropped";
  }
  return { graph: { steps, dependencies: [...dependencies.values()] }, marks, dependencyMarks };
}
