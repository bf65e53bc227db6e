import { dependencyKey, diffGraphs, stepChanges, stepsThatStay } from "./diff-graphs.ts";
import type { StepId } from "./ids.ts";
import type { PatchOperation } from "./patch.ts";
import type { PlanGraph } from "./plan.ts";
import { sameJson } from "./same-json.ts";
import type { Step, StepChanges } from "./step.ts";
import { WorkingGraph } from "./working-graph.ts";

/** Both sides changed the same thing: what each made of it, and whose change stands. */
export type MergeConflict = {
  /** The step it is about; for a dependency the one that waits. */
  stepId: StepId;
  /** A field of the step ("title", "args"), "step" when one side removed or both added it, "dependency" for an edge. */
  field: string;
  kept: "mine" | "theirs";
  /** The two values (null: removed); of a dependency, whether it is there. */
  mine: unknown;
  theirs: unknown;
  /** A sentence for a person. */
  message: string;
};

export type Merge = { graph: PlanGraph; patch: PatchOperation[]; conflicts: MergeConflict[] };

/**
 * Merges two sets of changes to one graph, step by step and field by field. What only one side changed is kept. Where both
 * changed the same field to different values mine stands, for it is saved later; a step that one side removed and the
 * other edited stays, with the edits and that side's dependencies; a dependency of mine that would close a cycle with theirs is left out.
 * Each such decision is reported.
 * @returns the merged graph, the operations from `theirs` to it, and the conflicts
 */
export function mergeGraphs(base: PlanGraph, mine: PlanGraph, theirs: PlanGraph): Merge {
  const sides = { base: stepMap(base), mine: stepMap(mine), theirs: stepMap(theirs) };
  const conflicts: MergeConflict[] = [];
  const merged = mergeSteps(sides, conflicts);
  const working = new WorkingGraph({ steps: listSteps(base, mine, theirs, merged.steps), dependencies: [] });
  connectAll(working, { base, mine, theirs }, merged, conflicts);
  const graph = working.toGraph();
  return { graph, patch: diffGraphs(theirs, graph), conflicts };
}

type StepMap = ReadonlyMap<StepId, Step>;
type Sides = { base: StepMap; mine: StepMap; theirs: StepMap };
/** `revived` steps were removed by one side and edited by the other, whose dependencies of it therefore count. */
type MergedSteps = { steps: Map<StepId, Step>; revived: Map<StepId, "mine" | "theirs"> };

function stepMap(graph: PlanGraph): StepMap {
  return new Map(graph.steps.map((step) => [step.id, step]));
}

function mergeSteps(sides: Sides, conflicts: MergeConflict[]): MergedSteps {
  const steps = new Map<StepId, Step>();
  const revived: MergedSteps["revived"] = new Map();
  for (const id of new Set([...sides.theirs.keys(), ...sides.mine.keys()])) {
    const base = sides.base.get(id);
    const mine = sides.mine.get(id);
    const theirs = sides.theirs.get(id);
    if (mine && theirs) {
      steps.set(id, base ? mergeStep(base, mine, theirs, conflicts) : mergeAdded(mine, theirs, conflicts));
      continue;
    }
    const [side, step] = mine ? (["mine", mine] as const) : (["theirs", theirs] as const);
    if (!step) continue;
    if (!base) steps.set(id, step);
    else if (!sameJson(base, step)) {
      steps.set(id, step);
      revived.set(id, side);
      const [editor, remover] = side === "mine" ? ["You", "somebody else"] : ["Somebody else", "you"];
      conflicts.push({
        stepId: id,
        field: "step",
        kept: side,
        mine: mine ?? null,
        theirs: theirs ?? null,
        message: `${editor} changed “${step.title}” while ${remover} removed it. It was kept.`,
      });
    }
  }
  return { steps, revived };
}

function mergeAdded(mine: Step, theirs: Step, conflicts: MergeConflict[]): Step {
  if (sameJson(mine, theirs)) return theirs;
  conflicts.push({
    stepId: mine.id,
    field: "step",
    kept: "mine",
    mine,
    theirs,
    message: `Two different steps were added under the id “${mine.id}”. Yours, “${mine.title}”, was kept.`,
  });
  return mine;
}

function mergeStep(base: Step, mine: Step, theirs: Step, conflicts: MergeConflict[]): Step {
  const myChanges: StepChanges | null = stepChanges(base, mine);
  const theirChanges = stepChanges(base, theirs);
  if (!myChanges) return theirs;
  if (!theirChanges) return mine;
  const changedByThem = new Map<string, unknown>(Object.entries(theirChanges));
  for (const [field, value] of Object.entries(myChanges)) {
    if (!changedByThem.has(field) || sameJson(value, changedByThem.get(field))) continue;
    conflicts.push({
      stepId: mine.id,
      field,
      kept: "mine",
      mine: value,
      theirs: changedByThem.get(field),
      message: `You and somebody else both changed the ${FIELD_NAMES[field] ?? field} of “${mine.title}”. Yours was kept.`,
    });
  }
  return { ...theirs, ...myChanges };
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  args: "arguments",
  timeoutSeconds: "time limit",
  retry: "retries",
  doneCondition: "done-condition",
  when: "condition",
  each: "list",
  heartbeatSeconds: "heartbeat",
  expectedSeconds: "expected time",
};

/** Their list with my additions and moves in it, each behind the step that it stands behind in mine. */
function listSteps(
  base: PlanGraph,
  mine: PlanGraph,
  theirs: PlanGraph,
  steps: ReadonlyMap<StepId, Step>,
): Step[] {
  const inTheirs = new Set(theirs.steps.map((step) => step.id));
  const inBase = new Set(base.steps.map((step) => step.id));
  const staying = stepsThatStay(base, mine);
  const list = new WorkingGraph({
    steps: theirs.steps.flatMap((step) => steps.get(step.id) ?? []),
    dependencies: [],
  });
  let previous: StepId | null = null;
  for (const { id } of mine.steps) {
    const step = steps.get(id);
    if (!step) continue;
    if (!inTheirs.has(id)) list.insert(step, previous);
    else if (inBase.has(id) && !staying.has(id)) list.place(id, previous);
    previous = id;
  }
  return list.toGraph().steps;
}

function connectAll(
  working: WorkingGraph,
  { base, mine, theirs }: { base: PlanGraph; mine: PlanGraph; theirs: PlanGraph },
  { steps, revived }: MergedSteps,
  conflicts: MergeConflict[],
): void {
  const keys = {
    base: new Set(base.dependencies.map(dependencyKey)),
    mine: new Set(mine.dependencies.map(dependencyKey)),
    theirs: new Set(theirs.dependencies.map(dependencyKey)),
  };
  const all = new Map([...theirs.dependencies, ...mine.dependencies].map((one) => [dependencyKey(one), one]));
  const wanted = Array.from(all).filter(([key, { from, to }]) => {
    const side = revived.get(from) ?? revived.get(to);
    if (side) return keys[side].has(key) || !keys.base.has(key);
    if (keys.mine.has(key) && keys.theirs.has(key)) return true;
    return !keys.base.has(key);
  });
  // Theirs first: they are without a cycle, as all of them stand in one graph, except where a revived step brings its own.
  for (const [key, { from, to }] of wanted.toSorted((a, b) => rank(keys, a[0]) - rank(keys, b[0]))) {
    const missing = [from, to].find((id) => !steps.has(id));
    const name = (id: StepId) =>
      `“${steps.get(id)?.title ?? titleIn(mine, id) ?? titleIn(theirs, id) ?? id}”`;
    const leftOut = (reason: string) =>
      conflicts.push({
        stepId: to,
        field: "dependency",
        kept: keys.theirs.has(key) ? "mine" : "theirs",
        mine: keys.mine.has(key),
        theirs: keys.theirs.has(key),
        message: `The dependency of ${name(to)} on ${name(from)} was left out, because ${reason}.`,
      });
    if (missing !== undefined) {
      // A side that removed a step knows that its dependencies go; only who connected it meanwhile must be told.
      if (!keys.base.has(key)) leftOut(`${name(missing)} was removed`);
    } else if (working.connect(from, to)) {
      leftOut("it would close a cycle");
    }
  }
}

function rank(keys: { theirs: ReadonlySet<string> }, key: string): number {
  return keys.theirs.has(key) ? 0 : 1;
}

function titleIn(graph: PlanGraph, id: StepId): string | undefined {
  return graph.steps.find((step) => step.id === id)?.title;
}
