import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Arguments, Step } from "#lib/domain/step.ts";

/**
 * A patch that mends a plan's errors by taking out what is wrong: a fallback or an argument that does not fit, a
 * done-condition that could never be met, and a step whose tool does not exist here (what it stood between is joined).
 * Null when nothing can be taken out.
 */
export function repairByRemoval(graph: PlanGraph, findings: readonly Finding[]): PatchOperation[] | null {
  const operations: PatchOperation[] = [];
  for (const step of graph.steps) {
    const errors = findings.filter((one) => one.severity === "error" && one.stepId === step.id);
    const operation = errors.length === 0 ? null : mend(step, errors);
    if (operation !== null) operations.push(operation);
  }
  return operations.length === 0 ? null : operations;
}

function mend(step: Step, errors: readonly Finding[]): PatchOperation | null {
  const fields = errors.map((error) => error.field ?? "");
  if (fields.includes("tool")) return removal(step.id);
  const bad = (prefix: string) =>
    new Set(
      fields.filter((field) => field.startsWith(`${prefix}.`)).map((field) => field.split(".")[1] ?? ""),
    );
  const badFallbacks = bad("fallbacks");
  const badConditions = new Set(
    fields
      .filter((field) => field.startsWith("doneCondition.required."))
      .map((field) => field.split(".")[2] ?? ""),
  );
  const badArgs = bad("args");
  const changes: { args?: Arguments; fallbacks?: Step["fallbacks"]; doneCondition?: Step["doneCondition"] } =
    {};
  if (badFallbacks.size > 0)
    changes.fallbacks = step.fallbacks.filter((_, index) => !badFallbacks.has(String(index)));
  if (badConditions.size > 0) {
    const required = step.doneCondition.required.filter((_, index) => !badConditions.has(String(index)));
    changes.doneCondition = { ...step.doneCondition, required };
  }
  if (badArgs.size > 0) {
    const kept = Object.entries(step.args).filter(([name]) => !badArgs.has(name));
    // What is wrong is missing, not there: nothing to take out mends that.
    if (kept.length === Object.keys(step.args).length) return removal(step.id);
    changes.args = Object.fromEntries(kept);
  }
  return Object.keys(changes).length === 0 ? null : { op: "update", stepId: step.id, changes };
}

const removal = (stepId: StepId): PatchOperation => ({ op: "remove", stepId, bridge: true });
