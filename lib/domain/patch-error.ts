import type { StepId } from "./ids.ts";
import type { PatchOperation } from "./patch.ts";
import type { WorkingGraph } from "./working-graph.ts";

/** Why a patch cannot be applied. */
export type PatchRule =
  | "unknown_step"
  | "duplicate_step"
  | "self_dependency"
  | "duplicate_dependency"
  | "unknown_dependency"
  | "cycle"
  | "impossible_move"
  | "limit";

/** What is wrong with one operation of a patch: its index in the patch, the step it concerns, and a sentence for a person. */
export type PatchError = { operation: number; stepId: StepId | null; rule: PatchRule; message: string };

/** A patch error before it is known which operation made it. */
export type OperationError = Omit<PatchError, "operation">;

/** A step's title in quotation marks, or its id where there is no such step. */
export function named(graph: WorkingGraph, id: StepId): string {
  return `“${graph.step(id)?.title ?? id}”`;
}

export function unknownStep(id: StepId): OperationError {
  return {
    stepId: id,
    rule: "unknown_step",
    message: `The plan has no step “${id}”. It may have been removed.`,
  };
}

/** @param way the steps from the later to the earlier one that a new dependency would make a cycle of */
export function cycleError(graph: WorkingGraph, from: StepId, to: StepId, way: StepId[]): OperationError {
  const cycle = [from, ...way].map((id) => named(graph, id)).join(" → ");
  const message = `${named(graph, to)} cannot wait for ${named(graph, from)}, because each would wait for the other: ${cycle}.`;
  return { stepId: to, rule: "cycle", message };
}

/** The operations that undo the one applied, in order; or why it cannot be applied, and the graph is then unfit for use. */
export type OperationOutcome =
  { ok: true; inverse: PatchOperation[] } | { ok: false; errors: OperationError[] };

/** The outcome of an operation that failed for one reason. */
export function refuse(error: OperationError): OperationOutcome {
  return { ok: false, errors: [error] };
}
