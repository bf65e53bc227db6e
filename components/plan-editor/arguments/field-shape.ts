import { resolveSchema } from "#lib/domain/json-schema.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";

/** One input of a form made from a JSON Schema. What the form has no control for is `json`: edited as text. */
export type FieldShape =
  | { kind: "text"; long: boolean }
  | { kind: "number"; integer: boolean }
  | { kind: "boolean" }
  | { kind: "choice"; options: Json[] }
  | { kind: "list"; items: JsonObject }
  | { kind: "object"; fields: FormField[] }
  | { kind: "json" };

/** A property of an object schema as the form shows it. */
export type FormField = {
  name: string;
  label: string;
  description: string | null;
  required: boolean;
  /** What the tool takes when nothing is given; undefined when it says nothing. */
  fallback: Json | undefined;
  schema: JsonObject;
};

/** Texts that may grow longer than this get several lines. */
const LONG_TEXT = 200;

/**
 * Which control a schema gets. `root` resolves `#/$defs/...` references; unions get a control only when all but null is
 * one thing.
 */
export function fieldShape(schema: JsonObject, root: JsonObject): FieldShape {
  const plain = withoutNull(resolve(schema, root), root);
  const constant = plain["const"];
  if (constant !== undefined) return { kind: "choice", options: [constant] };
  if (Array.isArray(plain["enum"])) return { kind: "choice", options: plain["enum"] };
  switch (plain["type"]) {
    case "string":
      return { kind: "text", long: isLong(plain) };
    case "number":
    case "integer":
      return { kind: "number", integer: plain["type"] === "integer" };
    case "boolean":
      return { kind: "boolean" };
    case "array":
      return isObject(plain["items"]) ? { kind: "list", items: plain["items"] } : { kind: "json" };
    case "object":
      return isObject(plain["properties"]) ? { kind: "object", fields: formFields(plain) } : { kind: "json" };
    default:
      return { kind: "json" };
  }
}

/** The properties of an object schema in its own order. */
export function formFields(schema: JsonObject): FormField[] {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isObject(property)) return [];
    const fallback = property["default"];
    return {
      name,
      label: typeof property["title"] === "string" ? property["title"] : labelOf(name),
      description: typeof property["description"] === "string" ? property["description"] : null,
      // zod lists properties with a default as required, since the tool always sees them.
      required: required.includes(name) && fallback === undefined,
      fallback,
      schema: property,
    };
  });
}

/** A property's name in words: "perWeek" is "Per week". */
export function labelOf(name: string): string {
  const words = name
    .replace(/[_-]+/g, " ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a new value of this schema starts as. */
export function emptyValue(schema: JsonObject, root: JsonObject): Json {
  const plain = resolve(schema, root);
  if (plain["default"] !== undefined) return plain["default"];
  const shape = fieldShape(plain, root);
  switch (shape.kind) {
    case "text":
      return "";
    case "number":
      return typeof plain["minimum"] === "number" && plain["minimum"] > 0 ? plain["minimum"] : 0;
    case "boolean":
      return false;
    case "choice":
      return shape.options[0] ?? null;
    case "list":
      return [];
    case "object":
      return Object.fromEntries(
        shape.fields
          .filter((field) => field.required)
          .map((field) => [field.name, emptyValue(field.schema, root)]),
      );
    case "json":
      return null;
  }
}

/** Follows `$ref` inside the same schema; one that leads nowhere (or round in a circle) allows anything. */
export function resolve(schema: JsonObject, root: JsonObject): JsonObject {
  return resolveSchema({ schema, root }).schema;
}

function withoutNull(schema: JsonObject, root: JsonObject): JsonObject {
  const variants = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(variants)) return schema;
  const rest = variants.filter(isObject).filter((variant) => variant["type"] !== "null");
  const only = rest[0];
  return rest.length === 1 && only ? resolve(only, root) : schema;
}

function isLong(schema: JsonObject): boolean {
  if (typeof schema["format"] === "string") return false;
  const max = schema["maxLength"];
  return typeof max !== "number" || max > LONG_TEXT;
}

/** True for a JSON object, not a list or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
