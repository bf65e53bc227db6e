import type { StepId } from "./ids.ts";
import { joinAll } from "./join-steps.ts";
import type { PatchOperation } from "./patch.ts";
import { named, refuse, unknownStep, type OperationError, type OperationOutcome } from "./patch-error.ts";
import type { WorkingGraph } from "./working-graph.ts";

/** Puts a step behind another in the list (null: first) and leaves its dependencies alone. */
export function moveInList(graph: WorkingGraph, id: StepId, after: StepId | null): OperationOutcome {
  const error = moveError(graph, id, after);
  if (error) return refuse(error);
  return { ok: true, inverse: [place(graph, id, after)] };
}

/**
 * Puts a step behind another and rewires the chain that both stand in:
 * - Up (`after` comes before the step): its sources in the chain are joined to its targets, and it goes between `after`
 *   and those followers of `after` that led to it. Sources outside the chain stay.
 * - Down (`after` waits for the step): its sources are joined to its targets in the chain, and it goes between `after` and
 *   all that follows it. Targets outside the chain stay.
 * - First (`after` is null): its sources are joined to its targets, and it goes before the steps its chain began with.
 * - When neither waits for the other only the list changes; going past a step that it needs, or that needs it, is refused.
 */
export function moveInChain(graph: WorkingGraph, id: StepId, after: StepId | null): OperationOutcome {
  const error = moveError(graph, id, after);
  if (error) return refuse(error);
  const ancestors = graph.ancestors(id);
  const descendants = graph.descendants(id);
  if (after === null || ancestors.has(after)) {
    const behindAfter = after === null ? ancestors : graph.descendants(after);
    const sources = [...graph.before(id)].filter((source) => behindAfter.has(source));
    // Nothing stands between the two: the step is where it should be.
    if (sources.length === 0) return { ok: true, inverse: [place(graph, id, after)] };
    const followers =
      after === null
        ? [...ancestors].filter((step) => graph.before(step).size === 0)
        : [...graph.after(after)].filter((step) => ancestors.has(step));
    return rewire(graph, id, after, { sources, targets: [...graph.after(id)], followers });
  }
  if (descendants.has(after)) {
    const beforeAfter = graph.ancestors(after);
    const targets = [...graph.after(id)].filter((step) => step === after || beforeAfter.has(step));
    const followers = [...graph.after(after)];
    return rewire(graph, id, after, { sources: [...graph.before(id)], targets, followers });
  }
  const obstacle = findObstacle(graph, id, after, ancestors, descendants);
  if (obstacle) return refuse(obstacle);
  return { ok: true, inverse: [place(graph, id, after)] };
}

type Rewiring = {
  /** The neighbours that the step leaves; each source is joined to each target. */
  sources: StepId[];
  targets: StepId[];
  /** The steps it is put in front of. */
  followers: StepId[];
};

function rewire(
  graph: WorkingGraph,
  id: StepId,
  after: StepId | null,
  { sources, targets, followers }: Rewiring,
): OperationOutcome {
  const inverse = [place(graph, id, after)];
  const disconnect = (from: StepId, to: StepId) => {
    graph.disconnect(from, to);
    inverse.unshift({ op: "connect", from, to });
  };
  for (const source of sources) disconnect(source, id);
  for (const target of targets) disconnect(id, target);
  inverse.unshift(...joinAll(graph, sources, targets));
  if (after !== null) {
    for (const follower of followers) disconnect(after, follower);
    inverse.unshift(...joinAll(graph, [after], [id]));
  }
  inverse.unshift(...joinAll(graph, [id], followers));
  return { ok: true, inverse };
}

/** Changes the list and gives the operation that changes it back. */
function place(graph: WorkingGraph, id: StepId, after: StepId | null): PatchOperation {
  const former = graph.previousInList(id);
  graph.place(id, after);
  return { op: "move", stepId: id, after: former, rewire: false };
}

function moveError(graph: WorkingGraph, id: StepId, after: StepId | null): OperationError | null {
  const unknown = [id, after].find((each) => each !== null && !graph.step(each));
  if (unknown) return unknownStep(unknown);
  if (id !== after) return null;
  const message = `${named(graph, id)} cannot be moved behind itself.`;
  return { stepId: id, rule: "impossible_move", message };
}

/** The first step that a move through the list would carry this one past although one of the two needs the other. */
function findObstacle(
  graph: WorkingGraph,
  id: StepId,
  after: StepId,
  ancestors: ReadonlySet<StepId>,
  descendants: ReadonlySet<StepId>,
): OperationError | null {
  const passed: StepId[] = [];
  let next = graph.nextInList(id);
  while (next !== null && next !== after) {
    passed.push(next);
    next = graph.nextInList(next);
  }
  const goesDown = next === after;
  const obstacle = goesDown
    ? passed.find((step) => descendants.has(step))
    : listBetween(graph, after, id).find((step) => ancestors.has(step));
  if (obstacle === undefined) return null;
  const [later, earlier] = goesDown ? [obstacle, id] : [id, obstacle];
  const message =
    `${named(graph, id)} cannot be moved there: ${named(graph, later)} needs ${named(graph, earlier)}, ` +
    `so it cannot come before it. Remove that dependency first.`;
  return { stepId: id, rule: "impossible_move", message };
}

function listBetween(graph: WorkingGraph, from: StepId, to: StepId): StepId[] {
  const between: StepId[] = [];
  for (let step = graph.nextInList(from); step !== null && step !== to; step = graph.nextInList(step)) {
    between.push(step);
  }
  return between;
}
