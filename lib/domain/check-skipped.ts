import { expressionSteps } from "./expressions.ts";
import type { Finding } from "./finding.ts";
import { adjacency } from "./graph.ts";
import type { StepId } from "./ids.ts";
import { propertySchema, resolveSchema, schemaAtPath, schemaRoot, typesOf } from "./json-schema.ts";
import type { PlanCheck } from "./plan-check.ts";
import type { Argument, Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/**
 * Warns where a step would fail for want of a value when a condition skips what it reads: it reads that as a whole argument which its
 * tool must have, and goes on, since it also depends on steps that are not skipped. A step that asks about it in a condition of its own
 * has thought of it.
 */
export function checkSkipped(check: PlanCheck): Finding[] {
  const conditional = check.graph.steps.filter((step) => step.when !== null);
  if (conditional.length === 0) return [];
  const readers = readersBySource(check);
  const neighbours = adjacency(check.graph);
  const found = new Map<string, Finding>();
  for (const { id } of conditional) {
    const skipped = skippedWith(id, neighbours);
    for (const source of skipped) {
      for (const { reader, at, label } of readers.get(source) ?? []) {
        if (skipped.has(reader.id)) continue;
        if (reader.when !== null && expressionSteps(reader.when).some((asked) => skipped.has(asked)))
          continue;
        const title = check.steps.get(source)?.title ?? source;
        found.set(`${reader.id} ${at.join(".")}`, {
          severity: "warning",
          rule: "may_be_skipped",
          stepId: reader.id,
          field: ["args", ...at].join("."),
          message: `“${title}” may be skipped by a condition; then ${label} has no value and this step fails.`,
          fix: "Give this step a condition too, or read a step that always runs.",
        });
      }
    }
  }
  return [...found.values()];
}

/** The step and all that is skipped with it: what depends on skipped steps only. */
function skippedWith(id: StepId, { before, after }: ReturnType<typeof adjacency>): Set<StepId> {
  const skipped = new Set([id]);
  for (const each of skipped) {
    for (const next of after.get(each) ?? []) {
      if ((before.get(next) ?? []).every((source) => skipped.has(source))) skipped.add(next);
    }
  }
  return skipped;
}

type Reader = { reader: Step; at: (string | number)[]; label: string };

function readersBySource({ graph, tools }: PlanCheck): Map<StepId, Reader[]> {
  const readers = new Map<StepId, Reader[]>();
  for (const reader of graph.steps) {
    const tool = tools.get(reader.tool);
    if (!tool) continue;
    for (const [name, argument] of Object.entries(reader.args)) {
      for (const { ref, at } of wholeValues(argument, [name])) {
        if (takesNothing(tool, at)) continue;
        const known = readers.get(ref) ?? [];
        known.push({ reader, at, label: `“${titleOf(tool, name)}”` });
        readers.set(ref, known);
      }
    }
  }
  return readers;
}

/** What a form calls an argument. */
function titleOf(tool: ToolSpec, name: string): string {
  const property = propertySchema(schemaRoot(tool.inputSchema), name);
  const title = property ? resolveSchema(property).schema.title : undefined;
  return typeof title === "string" ? title : name;
}

/** References whose value stands alone: within a text one that is nothing leaves a gap and does no harm. */
function wholeValues(
  argument: Argument,
  at: (string | number)[],
): { ref: StepId; at: (string | number)[] }[] {
  switch (argument.kind) {
    case "ref":
      return [{ ref: argument.ref, at }];
    case "list":
      return argument.items.flatMap((item, i) => wholeValues(item, [...at, i]));
    case "object":
      return Object.entries(argument.properties).flatMap(([name, part]) => wholeValues(part, [...at, name]));
    default:
      return [];
  }
}

/** True when the tool can do without a value there: the schema takes null, or the argument may be left out. */
function takesNothing(tool: ToolSpec, at: (string | number)[]): boolean {
  const root = schemaRoot(tool.inputSchema);
  const [name] = at;
  if (at.length === 1 && typeof name === "string") {
    const { required } = resolveSchema(root).schema;
    const property = propertySchema(root, name);
    const preset = property ? resolveSchema(property).schema.default !== undefined : false;
    if (preset || !Array.isArray(required) || !required.includes(name)) return true;
  }
  const part = schemaAtPath(root, at);
  if (!part || "missing" in part) return true;
  const types = typesOf(part);
  return types === null || types.has("null");
}
