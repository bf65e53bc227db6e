import type { Json, JsonObject } from "./json.ts";
import type { JsonType } from "./json-schema.ts";

/**
 * The part of JSON Schema that our checker knows (see fit-schema.ts), by keyword. One that it does not know is refused, never skipped.
 * Left out on purpose are those that could keep a worker busy for ever on a short schema: regular expressions (`pattern`) and
 * references (`$ref`).
 */
const KEYWORDS = {
  type: isType,
  enum: Array.isArray,
  const: () => true,
  properties: isSchemas,
  required: (value: Json) => Array.isArray(value) && value.every((name) => typeof name === "string"),
  additionalProperties: isSchema,
  minProperties: isCount,
  maxProperties: isCount,
  items: (value: Json) => isSchema(value) || isSchemaList(value),
  prefixItems: isSchemaList,
  additionalItems: isSchema,
  contains: isSchema,
  minItems: isCount,
  maxItems: isCount,
  uniqueItems: (value: Json) => typeof value === "boolean",
  minLength: isCount,
  maxLength: isCount,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value: Json) => typeof value === "number" && value > 0,
  anyOf: isSchemaList,
  oneOf: isSchemaList,
  allOf: isSchemaList,
  not: isSchema,
} satisfies Record<string, (value: Json) => boolean>;

/** Keywords that say something to a reader and check nothing. */
const NOTES: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$comment",
  "title",
  "description",
  "default",
  "examples",
]);

const TYPES: ReadonlySet<string> = new Set<JsonType>([
  "string",
  "number",
  "integer",
  "boolean",
  "array",
  "object",
  "null",
]);
const MOST_PARTS = 500;
const MOST_LEVELS = 30;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isSchema(value: Json): value is JsonObject | boolean {
  return typeof value === "boolean" || isObject(value);
}
function isSchemas(value: Json): boolean {
  return isObject(value) && Object.values(value).every(isSchema);
}
function isSchemaList(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isSchema);
}
function isCount(value: Json): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
function isNumber(value: Json): boolean {
  return typeof value === "number";
}
function isType(value: Json): boolean {
  const types = Array.isArray(value) ? value : [value];
  return types.length > 0 && types.every((type) => typeof type === "string" && TYPES.has(type));
}

/** What is wrong with a schema itself, in a sentence; null when it can be used. */
export function schemaProblem(schema: JsonObject): string | null {
  const open: { schema: Json; level: number }[] = [{ schema, level: 0 }];
  let parts = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    if (!isObject(next.schema)) continue;
    if (++parts > MOST_PARTS || next.level > MOST_LEVELS) {
      return "The schema is too large or nested too deeply.";
    }
    for (const [keyword, value] of Object.entries(next.schema)) {
      if (NOTES.has(keyword)) continue;
      if (!Object.hasOwn(KEYWORDS, keyword)) return `The schema cannot use “${keyword}” here.`;
      const fits: (value: Json) => boolean = KEYWORDS[keyword as keyof typeof KEYWORDS];
      if (!fits(value)) return `The schema's “${keyword}” is not what JSON Schema has there.`;
      if (keyword === "enum" || keyword === "const") continue;
      const inner = keyword === "properties" && isObject(value) ? Object.values(value) : [value].flat();
      for (const part of inner) open.push({ schema: part, level: next.level + 1 });
    }
  }
  return null;
}

/**
 * A schema without `format`, which says what a field is for and which the check of values does not know. Properties of that name stay.
 */
export function withoutFormats(schema: Json, levels = 40): Json {
  if (typeof schema !== "object" || schema === null || levels === 0) return schema;
  if (Array.isArray(schema)) return schema.map((part) => withoutFormats(part, levels - 1));
  const kept = Object.entries(schema).filter(([keyword]) => keyword !== "format");
  return Object.fromEntries(
    kept.map(([keyword, part]): [string, Json] => {
      if (keyword === "enum" || keyword === "const") return [keyword, part];
      if (keyword !== "properties" || typeof part !== "object" || part === null || Array.isArray(part)) {
        return [keyword, withoutFormats(part, levels - 1)];
      }
      const fields = Object.entries(part).map(([name, field]) => [name, withoutFormats(field, levels - 1)]);
      return [keyword, Object.fromEntries(fields) as JsonObject];
    }),
  );
}
