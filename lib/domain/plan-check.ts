import type { AncestorIndex } from "./ancestor-index.ts";
import type { ReferenceTarget, ResolveReference } from "./check-arguments.ts";
import type { Equipment } from "./equipment.ts";
import type { Finding } from "./finding.ts";
import type { GoalAnalysis } from "./goal.ts";
import type { StepId } from "./ids.ts";
import { schemaAtPath, type SchemaPart } from "./json-schema.ts";
import type { PlanGraph } from "./plan.ts";
import { itemOf, stepOutput } from "./step-output.ts";
import type { OutputPath, Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/** What the checks of a plan need to know. */
export type PlanCheck = {
  graph: PlanGraph;
  tools: ReadonlyMap<string, ToolSpec>;
  steps: ReadonlyMap<StepId, Step>;
  isAncestor: AncestorIndex;
  goal: GoalAnalysis | null;
  equipment: Equipment;
};

/** An error about a step, or about the whole plan. */
export function planError(
  stepId: StepId | null,
  field: string | null,
  rule: string,
  message: string,
  fix: string | null,
): Finding {
  return { severity: "error", rule, stepId, field, message, fix };
}

/** A path inside an output in words a person can find in the output: “passages.0.text”. */
export function pathName(path: OutputPath): string {
  return `“${path.join(".")}”`;
}

/** Looks up what a step reads of another, or, within a map's arguments, of the item in turn; a problem when it cannot. */
export function resolveReference(
  step: Step,
  ref: StepId,
  path: OutputPath,
  check: PlanCheck,
): ReturnType<ResolveReference> {
  const source = check.steps.get(ref);
  if (!source) {
    return broken(
      `It reads the output of a step that is not in the plan: “${ref}”.`,
      "Read another step, or enter a value.",
    );
  }
  if (ref === step.id) return resolveItem(step, path, check);
  if (!check.isAncestor(ref, step.id)) {
    const message = `It reads the output of “${source.title}”, but “${step.title}” does not wait for that step.`;
    return broken(message, `Connect “${source.title}” to “${step.title}”, or read another step.`);
  }
  const tool = check.tools.get(source.tool);
  return partAt(tool ? stepOutput(source, tool) : null, path, `the output of “${source.title}”`);
}

/** Within a map's arguments its own id means the item. */
function resolveItem(step: Step, path: OutputPath, check: PlanCheck): ReturnType<ResolveReference> {
  if (step.kind !== "map") {
    return broken(`“${step.title}” cannot read its own output.`, "Read an earlier step, or enter a value.");
  }
  const source = step.each && check.steps.get(step.each.ref);
  const tool = source && source.id !== step.id ? check.tools.get(source.tool) : undefined;
  const item = step.each && source && tool ? itemOf(stepOutput(source, tool), step.each.path) : null;
  return partAt(item, path, "the item");
}

function partAt(whole: SchemaPart | null, path: OutputPath, name: string): ReturnType<ResolveReference> {
  const called: ReferenceTarget = {
    part: null,
    name: path.length === 0 ? name : `${pathName(path)} of ${partOf(name)}`,
  };
  if (!whole) return called;
  const part = schemaAtPath(whole, path);
  if (!part || !("missing" in part)) return { ...called, part };
  const missing = pathName(path.slice(0, part.missing + 1));
  return broken(`${upperFirst(name)} has no ${missing}.`, "Pick another part of it.");
}

function partOf(name: string): string {
  return name.replace(/^the output of /, "");
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function broken(message: string, fix: string) {
  return { severity: "error" as const, rule: "broken_reference", message, fix };
}
