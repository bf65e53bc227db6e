import { z } from "zod";
import type { StepId } from "#lib/domain/ids.ts";
import { Json } from "#lib/domain/json.ts";
import type { Argument, Arguments, OutputPath } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** An argument as a model writes it: its name, and its value as JSON text. */
export type WrittenArgument = { name: string; value: string };

/** The properties of a tool's input schema, as far as they are looked at. */
const Properties = z.record(z.string(), z.object({ type: z.unknown().optional() }));

/** How deeply a value may nest. */
const MOST_LEVELS = 20;

const Reference = z.strictObject({
  from: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
});

/**
 * A model's arguments as a step has them. Text that is no JSON, or JSON where the tool wants text, is taken as the text that it is.
 * @param resolve the id of the step that a model names
 * @returns a sentence saying what cannot be read
 */
export function readArguments(
  written: readonly WrittenArgument[],
  tool: ToolSpec | undefined,
  resolve: (name: string) => StepId | null,
): { args: Arguments } | { problem: string } {
  const entries: [string, Argument][] = [];
  const known = Properties.safeParse(tool?.inputSchema["properties"]);
  for (const { name, value } of written) {
    if (known.success && !Object.hasOwn(known.data, name)) {
      return { problem: `The tool ${tool?.name ?? ""} has no argument "${name.slice(0, 100)}".` };
    }
    const read = toArgument(parse(value, wantsText(tool, name)), resolve, 0);
    if ("problem" in read) return { problem: `Argument "${name.slice(0, 100)}": ${read.problem}` };
    entries.push([name, read.argument]);
  }
  return { args: Object.fromEntries(entries) };
}

function wantsText(tool: ToolSpec | undefined, name: string): boolean {
  const properties = Properties.safeParse(tool?.inputSchema["properties"]);
  return properties.success && properties.data[name]?.type === "string";
}

function parse(text: string, asText: boolean): Json {
  try {
    const value = Json.parse(JSON.parse(text));
    const plain = typeof value !== "string" && (typeof value !== "object" || value === null);
    return asText && plain ? text : value;
  } catch {
    return text;
  }
}

type Read = { argument: Argument } | { problem: string };

function toArgument(value: Json, resolve: (name: string) => StepId | null, depth: number): Read {
  if (depth > MOST_LEVELS) return { problem: "it nests too deeply." };
  if (typeof value !== "object" || value === null || !hasReference(value)) {
    return { argument: { kind: "literal", value } };
  }
  const reference = Reference.safeParse(value);
  if (reference.success) {
    const ref = resolve(reference.data.from);
    if (ref === null)
      return { problem: `there is no step "${reference.data.from.slice(0, 100)}" to read from.` };
    return { argument: { kind: "ref", ref, path: toPath(reference.data.path ?? []) } };
  }
  if (Array.isArray(value)) {
    const items: Argument[] = [];
    for (const item of value) {
      const read = toArgument(item, resolve, depth + 1);
      if ("problem" in read) return read;
      items.push(read.argument);
    }
    return { argument: { kind: "list", items } };
  }
  const properties: [string, Argument][] = [];
  for (const [name, property] of Object.entries(value)) {
    const read = toArgument(property, resolve, depth + 1);
    if ("problem" in read) return read;
    properties.push([name, read.argument]);
  }
  return { argument: { kind: "object", properties: Object.fromEntries(properties) } };
}

function hasReference(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Reference.safeParse(value).success || Object.values(value).some((part) => hasReference(part));
}

/** List places may come as text. */
function toPath(path: readonly (string | number)[]): OutputPath {
  return path.map((key) => (typeof key === "string" && /^\d{1,6}$/.test(key) ? Number(key) : key));
}
