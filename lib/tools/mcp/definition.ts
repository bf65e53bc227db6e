import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/domain/canonical-json.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import { unstorablePaths } from "#lib/domain/storable.ts";
import { mcpToolName, type McpDefinition } from "#lib/domain/mcp.ts";

/** Most characters of a tool's whole definition as JSON: every planning prompt may carry it. */
const MOST_CHARS = 64_000;
const MOST_PARTS = 500;
const MOST_LEVELS = 30;

/** Hash of all that a server says of a tool: an approval is for exactly this. */
export function hashOf(definition: McpDefinition): string {
  return createHash("sha256").update(canonicalJson(definition)).digest("hex");
}

/** Why a tool cannot be used whoever approves it, in a sentence; null when it can. */
export function problemOf(server: string, { name, inputSchema, outputSchema }: McpDefinition): string | null {
  if (mcpToolName(server, name) === null)
    return "Its name cannot stand in a plan: it has other characters than letters, digits, dots, hyphens and underscores, or is too long.";
  if (inputSchema.type !== "object") return "What it takes is not described as an object.";
  if (isTooLarge(inputSchema) || (outputSchema !== null && isTooLarge(outputSchema)))
    return "The schema of what it takes or gives is too large or nested too deeply.";
  return null;
}

/** Whether a definition can be kept: it is not too long, and the database can store its characters. */
export function isKeepable(definition: McpDefinition): boolean {
  return JSON.stringify(definition).length <= MOST_CHARS && unstorablePaths(definition).length === 0;
}

function isTooLarge(schema: JsonObject): boolean {
  const open: { value: Json; level: number }[] = [{ value: schema, level: 0 }];
  let parts = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, level } = next;
    if (typeof value !== "object" || value === null) continue;
    if (++parts > MOST_PARTS || level > MOST_LEVELS) return true;
    for (const inner of Object.values(value)) open.push({ value: inner, level: level + 1 });
  }
  return false;
}

/** Keywords whose check runs a regular expression: a server could keep a worker or a browser busy for ever with a short one. */
const EXPRESSIONS: ReadonlySet<string> = new Set(["pattern", "patternProperties"]);
/** Keywords whose value is an object of names, not of keywords. */
const NAMES: ReadonlySet<string> = new Set(["properties", "$defs", "definitions", "dependentSchemas"]);
/** Keywords whose value is data. */
const DATA: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);

/** A server's schema in the form that our own checks and forms use: without regular expressions, which the server checks itself. */
export function withoutExpressions(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
      if (EXPRESSIONS.has(keyword)) return [];
      if (DATA.has(keyword)) return [[keyword, value]];
      if (NAMES.has(keyword) && isObject(value))
        return [
          [keyword, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, strip(one)]))],
        ];
      return [[keyword, strip(value)]];
    }),
  );
}

function strip(value: Json): Json {
  if (Array.isArray(value)) return value.map(strip);
  return isObject(value) ? withoutExpressions(value) : value;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
