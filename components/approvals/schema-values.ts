import type { Json, JsonObject } from "#lib/domain/json.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import { fieldShape, type FormField } from "#components/plan-editor/arguments/field-shape.ts";

/** How a property of an object schema is entered. What has no control of its own is entered as JSON. */
export type SchemaControl =
  | { kind: "text"; long: boolean; type: "text" | "date" | "email" | "url" }
  | { kind: "number"; integer: boolean }
  | { kind: "boolean" }
  | { kind: "choice"; options: Json[] }
  /** Several of few. */
  | { kind: "choices"; options: Json[] }
  /** Texts, one a line. */
  | { kind: "lines" }
  | { kind: "json" };

const TYPES: Readonly<Record<string, "date" | "email" | "url">> = {
  date: "date",
  email: "email",
  uri: "url",
};

/**
 * Which control a field gets.
 * @param value what stands there to begin with: what is none of the kind that its schema is edited as is edited as JSON, so that it is not lost
 */
export function controlOf(field: FormField, root: JsonObject, value?: Json): SchemaControl {
  const control = controlFor(field, root);
  // A control of one line would leave out that there are several.
  if (control.kind === "text" && typeof value === "string" && value.includes("\n"))
    return { kind: "text", long: true, type: "text" };
  return value === undefined || value === null || fits(control, value) ? control : { kind: "json" };
}

function controlFor(field: FormField, root: JsonObject): SchemaControl {
  const shape = fieldShape(field.schema, root);
  switch (shape.kind) {
    case "text": {
      const { format } = field.schema;
      return { ...shape, type: (typeof format === "string" ? TYPES[format] : undefined) ?? "text" };
    }
    case "list": {
      const item = fieldShape(shape.items, root);
      if (item.kind === "choice") return { kind: "choices", options: item.options };
      return item.kind === "text" ? { kind: "lines" } : { kind: "json" };
    }
    case "named":
      return { kind: "text", long: false, type: "text" };
    case "object":
      return { kind: "json" };
    default:
      return shape;
  }
}

function fits(control: SchemaControl, value: Json): boolean {
  switch (control.kind) {
    case "text":
      return typeof value === "string" && (control.type !== "date" || /^\d{4}-\d\d-\d\d$/.test(value));
    case "number":
    case "boolean":
      return typeof value === control.kind;
    case "choices":
      return (
        Array.isArray(value) && value.every((item) => control.options.some((one) => sameJson(one, item)))
      );
    case "lines":
      return (
        Array.isArray(value) &&
        value.every((item) => typeof item === "string" && item === item.trim() && !/^$|\n/.test(item))
      );
    default:
      return true;
  }
}

/** What a field starts with: the text of a value, its default where nothing else stands there. */
export function startText(
  field: FormField,
  root: JsonObject,
  value: Json | undefined = field.fallback,
): string {
  if (value === undefined) return "";
  const { kind } = controlOf(field, root, value);
  if (kind === "lines" && Array.isArray(value))
    return value.filter((item) => typeof item === "string").join("\n");
  if (kind === "text" && typeof value === "string") return value;
  return kind === "json" ? JSON.stringify(value, null, 2) : JSON.stringify(value);
}

/**
 * What was entered as the schema wants it (undefined: nothing was), or why it cannot be taken.
 * @param before what stood there to begin with
 */
export function enteredValue(
  field: FormField,
  root: JsonObject,
  text: string,
  before?: Json,
): { value: Json | undefined; problem: string | null } {
  if (text.trim() === "") return { value: undefined, problem: null };
  const control = controlOf(field, root, before);
  switch (control.kind) {
    case "text":
      return { value: text, problem: null };
    case "lines":
      return {
        value: text
          .split("\n")
          .map((line) => line.trim())
          .filter((line) => line !== ""),
        problem: null,
      };
    case "number": {
      const value = Number(text.trim().replace(",", "."));
      if (!Number.isFinite(value)) return { value: undefined, problem: "This is not a number." };
      const fits = !control.integer || Number.isInteger(value);
      return { value, problem: fits ? null : "This is not a whole number." };
    }
    default:
      return parsed(text);
  }
}

function parsed(text: string): { value: Json | undefined; problem: string | null } {
  try {
    return { value: JSON.parse(text) as Json, problem: null };
  } catch {
    return { value: undefined, problem: "This is no JSON. Look for a missing quote, comma or bracket." };
  }
}
