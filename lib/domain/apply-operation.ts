import type { StepId } from "./ids.ts";
import { joinAll } from "./join-steps.ts";
import { moveInChain, moveInList } from "./move-step.ts";
import type { PatchOperation } from "./patch.ts";
import {
  cycleError,
  named,
  refuse,
  unknownStep,
  type OperationError,
  type OperationOutcome,
} from "./patch-error.ts";
import type { Dependency } from "./plan.ts";
import type { Step, StepChanges } from "./step.ts";
import type { WorkingGraph } from "./working-graph.ts";

/** What PlanGraph and an add operation allow at most. */
const MOST_STEPS = 5_000;
const MOST_DEPENDENCIES = 50_000;
const MOST_DEPENDENCIES_OF_ADD = 1_000;

/** Applies one operation to a working graph. */
export function applyOperation(graph: WorkingGraph, operation: PatchOperation): OperationOutcome {
  switch (operation.op) {
    case "add":
      return add(graph, operation.step, operation.after, operation.dependencies);
    case "remove":
      return remove(graph, operation.stepId, operation.bridge);
    case "update":
      return update(graph, operation.stepId, operation.changes);
    case "connect":
      return connect(graph, operation.from, operation.to);
    case "disconnect":
      return disconnect(graph, operation.from, operation.to);
    case "move":
      return operation.rewire
        ? moveInChain(graph, operation.stepId, operation.after)
        : moveInList(graph, operation.stepId, operation.after);
  }
}

function add(
  graph: WorkingGraph,
  step: Step,
  after: StepId | null,
  dependencies: Dependency[],
): OperationOutcome {
  if (graph.step(step.id)) {
    const message = `There already is a step with the id “${step.id}”: ${named(graph, step.id)}.`;
    return refuse({ stepId: step.id, rule: "duplicate_step", message });
  }
  if (after !== null && !graph.step(after)) return refuse(unknownStep(after));
  if (graph.stepCount >= MOST_STEPS) {
    const message = `A plan has ${MOST_STEPS.toLocaleString("en")} steps at most. Remove some first.`;
    return refuse({ stepId: step.id, rule: "limit", message });
  }
  graph.insert(step, after);
  const errors: OperationError[] = [];
  for (const { from, to } of dependencies) {
    if (from !== step.id && to !== step.id) {
      const message = `Adding ${named(graph, step.id)} can only connect that step, not “${from}” to “${to}”.`;
      errors.push({ stepId: step.id, rule: "unknown_dependency", message });
      continue;
    }
    const outcome = connect(graph, from, to);
    if (!outcome.ok) errors.push(...outcome.errors);
  }
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, inverse: [{ op: "remove", stepId: step.id, bridge: false }] };
}

function remove(graph: WorkingGraph, id: StepId, bridge: boolean): OperationOutcome {
  const step = graph.step(id);
  if (!step) return refuse(unknownStep(id));
  const sources = [...graph.before(id)];
  const targets = [...graph.after(id)];
  const dependencies = [
    ...sources.map((from) => ({ from, to: id })),
    ...targets.map((to) => ({ from: id, to })),
  ];
  const inverse: PatchOperation[] = [
    {
      op: "add",
      step,
      after: graph.previousInList(id),
      dependencies: dependencies.slice(0, MOST_DEPENDENCIES_OF_ADD),
    },
    ...dependencies
      .slice(MOST_DEPENDENCIES_OF_ADD)
      .map((dependency) => ({ op: "connect" as const, ...dependency })),
  ];
  for (const { from, to } of dependencies) graph.disconnect(from, to);
  graph.remove(id);
  if (!bridge) return { ok: true, inverse };
  const bridges = joinAll(graph, sources, targets);
  if (graph.dependencyCount > MOST_DEPENDENCIES) return refuse(tooManyDependencies(id));
  return { ok: true, inverse: [...bridges, ...inverse] };
}

function update(graph: WorkingGraph, id: StepId, changes: StepChanges): OperationOutcome {
  const step = graph.step(id);
  if (!step) return refuse(unknownStep(id));
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const old = new Map<string, unknown>(Object.entries(step));
  const former: StepChanges = Object.fromEntries(given.map(([field]) => [field, old.get(field)]));
  graph.replace({ ...step, ...(Object.fromEntries(given) as StepChanges) });
  return { ok: true, inverse: [{ op: "update", stepId: id, changes: former }] };
}

function connect(graph: WorkingGraph, from: StepId, to: StepId): OperationOutcome {
  const unknown = [from, to].find((id) => !graph.step(id));
  if (unknown !== undefined) return refuse(unknownStep(unknown));
  if (from === to) {
    const message = `${named(graph, to)} cannot depend on itself.`;
    return refuse({ stepId: to, rule: "self_dependency", message });
  }
  if (graph.after(from).has(to)) {
    const message = `${named(graph, to)} already depends on ${named(graph, from)}.`;
    return refuse({ stepId: to, rule: "duplicate_dependency", message });
  }
  if (graph.dependencyCount >= MOST_DEPENDENCIES) return refuse(tooManyDependencies(to));
  const way = graph.connect(from, to);
  if (way) return refuse(cycleError(graph, from, to, way));
  return { ok: true, inverse: [{ op: "disconnect", from, to }] };
}

function tooManyDependencies(stepId: StepId): OperationError {
  const message = `A plan has ${MOST_DEPENDENCIES.toLocaleString("en")} dependencies at most. Disconnect some steps first.`;
  return { stepId, rule: "limit", message };
}

function disconnect(graph: WorkingGraph, from: StepId, to: StepId): OperationOutcome {
  const unknown = [from, to].find((id) => !graph.step(id));
  if (unknown !== undefined) return refuse(unknownStep(unknown));
  if (!graph.after(from).has(to)) {
    const message = `${named(graph, to)} does not depend on ${named(graph, from)}.`;
    return refuse({ stepId: to, rule: "unknown_dependency", message });
  }
  graph.disconnect(from, to);
  return { ok: true, inverse: [{ op: "connect", from, to }] };
}
