import { ancestors, topologicalOrder } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { SchemaPart } from "#lib/domain/json-schema.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { itemOf, stepOutput } from "#lib/domain/step-output.ts";
import type { OutputPath, Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { fieldShape, isObject, resolve } from "./field-shape.ts";

/** A part of an earlier step's output that an argument may read. */
export type OutputOption = { path: OutputPath; label: string; type: string };

/** A step with the parts of its output; `item`: the step itself, a map, whose item in turn is read. */
export type OutputGroup = { step: Step; item: boolean; options: OutputOption[] };

/** Deeper parts are reached by typing the path. */
const MAX_DEPTH = 3;

/**
 * The parts of an output that its schema names, all of it first, outer before inner; items of lists by the first one.
 * @param root the document that the schema's `$ref`s point into
 */
export function outputOptions(schema: JsonObject, root: JsonObject = schema): OutputOption[] {
  const options: OutputOption[] = [{ path: [], label: "All of it", type: typeName(schema, root) }];
  collect(schema, root, [], options);
  return options;
}

function collect(schema: JsonObject, root: JsonObject, path: OutputPath, options: OutputOption[]): void {
  if (path.length >= MAX_DEPTH) return;
  const plain = resolve(schema, root);
  if (isObject(plain["properties"])) {
    for (const [name, property] of Object.entries(plain["properties"])) {
      if (!isObject(property)) continue;
      const next = [...path, name];
      options.push({ path: next, label: pathLabel(next), type: typeName(property, root) });
      collect(property, root, next, options);
    }
  } else if (isObject(plain["items"])) {
    const next = [...path, 0];
    options.push({ path: next, label: pathLabel(next), type: typeName(plain["items"], root) });
    collect(plain["items"], root, next, options);
  }
}

/** Outputs that a step may read, nearest step first; of a map the item in turn before them. */
export function outputGroups(graph: PlanGraph, stepId: string, tools: readonly ToolSpec[]): OutputGroup[] {
  const earlier = ancestors(graph, stepId);
  const byId = new Map(graph.steps.map((step) => [step.id, step]));
  const outputOf = (id: StepId): SchemaPart | null => {
    const step = byId.get(id);
    const tool = tools.find((candidate) => candidate.name === step?.tool);
    return step && tool ? stepOutput(step, tool) : null;
  };
  const groups = topologicalOrder(graph)
    .filter((id) => earlier.has(id) && id !== stepId)
    .toReversed()
    .flatMap((id) => {
      const step = byId.get(id);
      return step ? [{ step, item: false, options: optionsOf(outputOf(id)) }] : [];
    });
  const reader = byId.get(stepId);
  if (reader?.kind !== "map" || !reader.each) return groups;
  const list = reader.each.ref === stepId ? null : outputOf(reader.each.ref);
  return [
    { step: reader, item: true, options: optionsOf(list && itemOf(list, reader.each.path)) },
    ...groups,
  ];
}

function optionsOf(part: SchemaPart | null): OutputOption[] {
  return part ? outputOptions(part.schema, part.root) : outputOptions({});
}

/** Lists among the outputs that a step may read: what a map can work through. */
export function listGroups(graph: PlanGraph, stepId: string, tools: readonly ToolSpec[]): OutputGroup[] {
  return outputGroups(graph, stepId, tools)
    .filter(({ item }) => !item)
    .map((group) => ({ ...group, options: group.options.filter(({ type }) => type === "list") }))
    .filter(({ options }) => options.length > 0);
}

/** A path in words: `keywords › item 1 › keyword`. */
export function pathLabel(path: OutputPath): string {
  if (path.length === 0) return "All of it";
  return path.map((segment) => (typeof segment === "number" ? `item ${segment + 1}` : segment)).join(" › ");
}

function typeName(schema: JsonObject, root: JsonObject): string {
  const shape = fieldShape(schema, root);
  const names = {
    text: "text",
    named: "text",
    number: "number",
    boolean: "yes or no",
    choice: "choice",
    list: "list",
    object: "object",
  };
  return shape.kind === "json" ? "any" : names[shape.kind];
}
