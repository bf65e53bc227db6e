import { alternatives, resolveSchema } from "#lib/domain/json-schema.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Argument } from "#lib/domain/step.ts";

/** One input of a form made from a JSON Schema. What the form has no control for is `json`: edited as text. */
export type FieldShape =
  | { kind: "text"; long: boolean }
  /** The name of something that there is a list of. */
  | { kind: "named"; what: "plan" | "tool" }
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

/** A union of more than this is "any JSON", which is edited as such. */
const MOST_ALTERNATIVES = 3;

/**
 * Which control an argument gets.
 * @param root resolves `#/$defs/...` references
 * @param current of a union, the alternative that fits what is there gets the control, or else a text if it may be one
 */
export function fieldShape(schema: JsonObject, root: JsonObject, current?: Argument): FieldShape {
  const plain = alternative(schema, root, current);
  if (!plain) return { kind: "json" };
  const constant = plain["const"];
  if (constant !== undefined) return { kind: "choice", options: [constant] };
  if (Array.isArray(plain["enum"])) return { kind: "choice", options: plain["enum"] };
  switch (plain["type"]) {
    case "string":
      // A text of references and words is edited as one.
      if ((plain["format"] === "plan" || plain["format"] === "tool") && current?.kind !== "template")
        return { kind: "named", what: plain["format"] };
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

/** One of several values, in words. */
export function choiceText(value: Json): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a new value of this schema starts as. */
export function emptyValue(schema: JsonObject, root: JsonObject): Json {
  const plain = resolve(schema, root);
  if (plain["default"] !== undefined) return plain["default"];
  const shape = fieldShape(plain, root);
  switch (shape.kind) {
    case "text":
    case "named":
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

/** The one alternative of a schema that the form shows, null aside; null when nothing speaks for any of several. */
function alternative(schema: JsonObject, root: JsonObject, current: Argument | undefined): JsonObject | null {
  const variants = alternatives({ schema, root })
    .map((part) => part.schema)
    .filter((variant) => variant["type"] !== "null");
  if (variants.length <= 1) return variants[0] ?? resolve(schema, root);
  if (variants.length > MOST_ALTERNATIVES) return null;
  const type = typeOfArgument(current);
  if (type === "reference") return null;
  return variants.find((variant) => jsonType(variant) === (type ?? "string")) ?? null;
}

/** The JSON type that an argument will have, as far as it is known. */
function typeOfArgument(argument: Argument | undefined): string | null {
  switch (argument?.kind) {
    case undefined:
    case "open":
      return null;
    case "literal":
      return argument.value === null ? null : Array.isArray(argument.value) ? "array" : typeof argument.value;
    case "ref":
      return "reference";
    case "template":
      return "string";
    case "list":
      return "array";
    case "object":
      return "object";
  }
}

function jsonType(schema: JsonObject): string | null {
  const type = schema["type"];
  if (type === "integer") return "number";
  return typeof type === "string" ? type : null;
}

function isLong(schema: JsonObject): boolean {
  if (typeof schema["format"] === "string" || typeof schema["pattern"] === "string") return false;
  const max = schema["maxLength"];
  return typeof max !== "number" || max > LONG_TEXT;
}

/** True for a JSON object, not a list or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
