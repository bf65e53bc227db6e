import type { Json, JsonObject } from "#lib/domain/json.ts";
import { fieldShape, type FormField } from "#components/plan-editor/arguments/field-shape.ts";

/** How a field of a question is entered. What has no control of its own is entered as JSON. */
export type AnswerControl =
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

/** Which control a field gets. */
export function controlOf(field: FormField, root: JsonObject): AnswerControl {
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

/** What a field starts with: the text of its default. */
export function startText(field: FormField, root: JsonObject): string {
  const { fallback } = field;
  if (fallback === undefined) return "";
  const { kind } = controlOf(field, root);
  if (kind === "lines" && Array.isArray(fallback)) {
    return fallback.filter((item) => typeof item === "string").join("\n");
  }
  return kind === "text" && typeof fallback === "string" ? fallback : JSON.stringify(fallback);
}

/** What was entered as the form wants it (undefined: nothing was), or why it cannot be taken. */
export function enteredValue(
  field: FormField,
  root: JsonObject,
  text: string,
): { value: Json | undefined; problem: string | null } {
  if (text.trim() === "") return { value: undefined, problem: null };
  const control = controlOf(field, root);
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
    return { value: undefined, problem: "This is no JSON." };
  }
}
