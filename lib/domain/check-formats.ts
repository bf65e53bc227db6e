import { formProblem } from "./answer-form.ts";
import { checkExpression } from "./expressions.ts";
import { alternatives, type SchemaPart } from "./json-schema.ts";
import type { Json, JsonObject } from "./json.ts";

/** What a tool's schema may call a value whose own rules JSON Schema cannot say, and what is wrong with such a value. */
const FORMATS: Readonly<Record<string, (value: Json) => string | null>> = {
  /** A form for people. */
  form: (value) => (isObject(value) ? formProblem(value) : null),
  /** CEL over an output. */
  condition: (value) => {
    const checked = typeof value === "string" ? checkExpression(value, "done") : null;
    return checked === null || checked.ok ? null : checked.message;
  },
};

/** What is wrong with a value that fits its schema otherwise, in a sentence; null when nothing is. */
export function formatProblem(value: Json, part: SchemaPart): string | null {
  for (const { schema } of [part, ...alternatives(part)]) {
    const format = typeof schema.format === "string" ? FORMATS[schema.format] : undefined;
    const problem = format?.(value) ?? null;
    if (problem !== null) return problem;
  }
  return null;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
