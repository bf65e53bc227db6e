import {
  alternatives,
  itemSchema,
  schemaAtPath,
  schemaRoot,
  typesOf,
  type SchemaPart,
} from "./json-schema.ts";
import { JsonObject } from "./json.ts";
import type { OutputPath, Step } from "./step.ts";
import type { ToolSpec } from "./tool.ts";

/**
 * The schema of what a step gives to those that read it: its tool's output, and of a map the list of its items' outputs, in which
 * one that may fail is nothing.
 */
export function stepOutput(step: Pick<Step, "kind" | "optional" | "args">, tool: ToolSpec): SchemaPart {
  const root = writtenOutput(step, tool) ?? tool.outputSchema;
  if (step.kind !== "map") return schemaRoot(root);
  const items = step.optional ? { anyOf: [root, { type: "null" }] } : root;
  return { schema: { type: "array", items }, root };
}

/** The schema of the output that stands in the step itself, where the tool has an argument for it. */
function writtenOutput({ args }: Pick<Step, "args">, { outputFrom }: ToolSpec): JsonObject | null {
  const argument = outputFrom === undefined ? undefined : args[outputFrom];
  if (argument?.kind !== "literal") return null;
  const schema = JsonObject.safeParse(argument.value);
  return schema.success ? schema.data : null;
}

/** The schema of an item of the list at a path; null when nothing is said about it. */
export function itemOf(part: SchemaPart, path: OutputPath): SchemaPart | null {
  const list = schemaAtPath(part, path);
  if (!list || "missing" in list) return null;
  const items = alternatives(list)
    .filter((branch) => typesOf(branch)?.has("array"))
    .map((branch) => itemSchema(branch, 0));
  return items.length === 1 ? (items[0] ?? null) : null;
}
