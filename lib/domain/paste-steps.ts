import { ancestors } from "./graph.ts";
import { newStepId, type StepId } from "./ids.ts";
import type { PatchOperation } from "./patch.ts";
import type { Dependency, PlanGraph } from "./plan.ts";
import { renameReferences } from "./rename-references.ts";
import { stepsRead } from "./step-reads.ts";
import type { Step } from "./step.ts";
import type { StepsDocument } from "./steps-document.ts";
import type { ToolSpec } from "./tool.ts";
import { withoutReferences } from "./without-references.ts";

/**
 * The patch that adds the steps, their ids in the plan, and in sentences which steps of the plan they depend on as before (`kept`) and
 * what they lost (`lost`).
 */
export type PastedSteps = { patch: PatchOperation[]; stepIds: StepId[]; kept: string[]; lost: string[] };

/**
 * Puts copied steps into a plan, each under a new id.
 * - Dependencies and references between the copied steps lead between the new ones.
 * - What was not copied is waited for and read as before where the plan has a step of that id with the same tool, as it has when steps
 *   are pasted into the plan they came from.
 * - Else the pasted step waits for it no more, and does without what it read, as far as it can; the plan's check reports the rest.
 * @param after the step behind which they go in the list; null: at its beginning
 * @param tools say which arguments a step can do without
 */
export function pasteSteps(
  document: StepsDocument,
  into: { graph: PlanGraph; after: StepId | null; tools: readonly ToolSpec[]; newId?: () => StepId },
): PastedSteps {
  const naming = nameSteps(document, into.graph, into.newId ?? newStepId);
  const renamed = document.graph.steps.map((step) => ({
    ...renameReferences(step, (id) => (id === step.id ? naming.fresh(id) : naming.nameOf(id))),
    id: naming.fresh(step.id),
  }));
  const stripped = withoutReferences({ steps: renamed, dependencies: [] }, naming.left(), into.tools);
  const changes = new Map(stripped.map((it) => [it.op === "update" ? it.stepId : "", it]));
  const steps = renamed.map((step): Step => {
    const update = changes.get(step.id);
    return update?.op === "update" ? { ...step, ...update.changes, id: step.id } : step;
  });
  const dependencies = waitForReads(steps, into.graph, [
    ...document.graph.dependencies.map(({ from, to }) => ({
      from: naming.fresh(from),
      to: naming.fresh(to),
    })),
    ...document.waits.flatMap(({ from, to }) =>
      naming.stands(from) ? [{ from, to: naming.fresh(to) }] : [],
    ),
  ]);
  return {
    patch: additions(steps, dependencies, into.after),
    stepIds: steps.map(({ id }) => id),
    ...notesOn(document, { renamed, steps, dependencies, naming, graph: into.graph }),
  };
}

/** How steps of a document are called in the plan. */
type Naming = {
  /** The new id of a copied step. */
  fresh: (id: StepId) => StepId;
  /** The id under which a step is read: a new one, its own where the plan has it, or one that no step has. */
  nameOf: (id: StepId) => StepId;
  /** Whether the plan has this step, which was not copied. */
  stands: (id: StepId) => boolean;
  /** The ids that no step has, for what is read no more. */
  left: () => StepId[];
};

function nameSteps(document: StepsDocument, graph: PlanGraph, newId: () => StepId): Naming {
  const there = new Map(graph.steps.map((step) => [step.id, step]));
  const copied = new Map(document.graph.steps.map(({ id }) => [id, newId()]));
  const standing = new Set(
    document.outside.flatMap(({ id, tool }) => (there.get(id)?.tool === tool ? [id] : [])),
  );
  const gone = new Map<StepId, StepId>();
  const goneName = (id: StepId) => {
    let count = gone.size + 1;
    while (there.has(`left-out-${count}`)) count += 1;
    const name = gone.get(id) ?? `left-out-${count}`;
    gone.set(id, name);
    return name;
  };
  return {
    fresh: (id) => copied.get(id) ?? id,
    nameOf: (id) => copied.get(id) ?? (standing.has(id) ? id : goneName(id)),
    stands: (id) => standing.has(id),
    left: () => [...gone.values()],
  };
}

/** A step may read only what it waits for. */
function waitForReads(
  steps: readonly Step[],
  graph: PlanGraph,
  wanted: readonly Dependency[],
): readonly Dependency[] {
  const all = { steps: [...graph.steps, ...steps], dependencies: [...graph.dependencies, ...wanted] };
  const known = new Set(graph.steps.map(({ id }) => id));
  const added = steps.flatMap((step) => {
    const reads = stepsRead(step).filter((id) => known.has(id));
    const before = reads.length === 0 ? reads : ancestors(all, step.id);
    const waited = new Set(before);
    return reads.filter((id) => !waited.has(id)).map((from) => ({ from, to: step.id }));
  });
  return [...wanted, ...added];
}

/** One operation a step; a dependency comes with that of its ends which is added last. */
function additions(
  steps: readonly Step[],
  dependencies: readonly Dependency[],
  after: StepId | null,
): PatchOperation[] {
  const place = new Map(steps.map(({ id }, index) => [id, index]));
  const last = ({ from, to }: Dependency) => Math.max(place.get(from) ?? -1, place.get(to) ?? -1);
  const byPlace = Map.groupBy(dependencies, last);
  return steps.map((step, index) => ({
    op: "add",
    step,
    after: steps[index - 1]?.id ?? after,
    dependencies: byPlace.get(index) ?? [],
  }));
}

type Outcome = {
  renamed: readonly Step[];
  steps: readonly Step[];
  dependencies: readonly Dependency[];
  naming: Naming;
  graph: PlanGraph;
};

/** Which steps that were not copied are used as before, and which are not. */
function notesOn(
  document: StepsDocument,
  { renamed, steps, dependencies, naming, graph }: Outcome,
): Pick<PastedSteps, "kept" | "lost"> {
  const titles = new Map(graph.steps.map(({ id, title }) => [id, title]));
  const kept = dependencies.flatMap(({ from, to }) => {
    const step = steps.find(({ id }) => id === to);
    return titles.has(from) && step ? [`“${step.title}” depends on “${titles.get(from) ?? from}”.`] : [];
  });
  const lost = document.graph.steps.flatMap((copied, index) => {
    const [before, after] = [renamed[index], steps[index]];
    if (!before || !after) return [];
    return lostOf(document, copied, naming).map(({ id, title }) => {
      const missing = `“${title}”, which this plan does not have`;
      const reads = stepsRead(after).includes(naming.nameOf(id));
      if (reads) return `“${copied.title}” needs what ${missing}, gives: mend it before a run.`;
      const read = stepsRead(before).includes(naming.nameOf(id));
      return `“${copied.title}” no longer ${read ? "uses" : "depends on"} ${missing}.`;
    });
  });
  return { kept: [...new Set(kept)], lost: [...new Set(lost)] };
}

/** What a copied step waited for or read and that is not in the plan. */
function lostOf({ waits, outside }: StepsDocument, step: Step, naming: Naming) {
  const needed = new Set([
    ...waits.flatMap(({ from, to }) => (to === step.id ? [from] : [])),
    ...stepsRead(step),
  ]);
  return outside.filter(({ id }) => needed.has(id) && !naming.stands(id));
}
