import type { Finding } from "#lib/domain/finding.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { DoneCondition, Step, StepChanges } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { withoutReferences } from "#lib/domain/without-references.ts";

/**
 * A patch that mends a plan's errors by taking out what is wrong: a fallback, an argument or a condition that does not fit, a
 * done-condition that could never be met, and a step whose tool does not exist here (what it stood between is joined, and what
 * read its output reads it no more). Null when nothing can be taken out.
 */
export function repairByRemoval(
  graph: PlanGraph,
  findings: readonly Finding[],
  tools: readonly ToolSpec[],
): PatchOperation[] | null {
  const operations: PatchOperation[] = [];
  for (const step of graph.steps) {
    const errors = findings.filter((one) => one.severity === "error" && one.stepId === step.id);
    const operation = errors.length === 0 ? null : mend(step, errors);
    if (operation !== null) operations.push(operation);
  }
  const gone = operations.flatMap((operation) => (operation.op === "remove" ? [operation.stepId] : []));
  const readers = withoutReferences(graph, gone, tools).filter(
    (update) =>
      !operations.some((one) => "stepId" in one && "stepId" in update && one.stepId === update.stepId),
  );
  // Readers first: removing a step does not change them, but they are read as they were before.
  const all = [...readers, ...operations];
  return all.length === 0 ? null : all;
}

function mend(step: Step, errors: readonly Finding[]): PatchOperation | null {
  const fields = errors.map((error) => error.field ?? "");
  // Without its list a map has nothing to do.
  if (fields.some((field) => field === "tool" || field === "each" || field.startsWith("each.")))
    return removal(step.id);
  const bad = (prefix: string) =>
    new Set(
      fields.filter((field) => field.startsWith(`${prefix}.`)).map((field) => field.split(".")[1] ?? ""),
    );
  const changes: StepChanges = {};
  const badFallbacks = bad("fallbacks");
  if (badFallbacks.size > 0)
    changes.fallbacks = step.fallbacks.filter((_, index) => !badFallbacks.has(String(index)));
  if (fields.some((field) => field.startsWith("doneCondition")))
    changes.doneCondition = attainable(step.doneCondition, fields);
  if (fields.includes("when")) changes.when = null;
  const badArgs = bad("args");
  if (badArgs.size > 0) {
    const kept = Object.entries(step.args).filter(([name]) => !badArgs.has(name));
    // What is wrong is missing, not there: nothing to take out mends that.
    if (kept.length === Object.keys(step.args).length) return removal(step.id);
    changes.args = Object.fromEntries(kept);
  }
  return Object.keys(changes).length === 0 ? null : { op: "update", stepId: step.id, changes };
}

/** The done-condition without the parts that are complained of. */
function attainable(condition: DoneCondition, fields: readonly string[]): DoneCondition {
  const concerns = (part: string) =>
    fields.some((field) => field === `doneCondition.${part}` || field.startsWith(`doneCondition.${part}.`));
  return {
    required: condition.required.filter((_, index) => !concerns(`required.${index}`)),
    schema: concerns("schema") ? null : condition.schema,
    expression: concerns("expression") ? null : condition.expression,
    rubric: concerns("rubric") ? null : condition.rubric,
    maxRepeats: condition.maxRepeats,
  };
}

const removal = (stepId: StepId): PatchOperation => ({ op: "remove", stepId, bridge: true });
