import type { z } from "zod";
import { evaluateExpression } from "#lib/domain/expressions.ts";
import { misfits } from "#lib/domain/fit-schema.ts";
import { schemaProblem } from "#lib/domain/usable-schema.ts";
import type { Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { DoneCondition, OutputPath } from "#lib/domain/step.ts";
import { valueAt } from "#lib/domain/value-at.ts";

/** An output passed, or why it did not; `missing` says what the done-condition missed, when that is why. */
export type Checked = { ok: true; output: Json } | { ok: false; error: StepError; missing: string[] | null };

/**
 * Checks an output by the tool's output schema and by what of the done-condition needs nobody's judgement.
 * @param given how a sentence about it begins: "Web search gave an output"
 */
export function checkDone(given: string, schema: z.ZodType, condition: DoneCondition, output: Json): Checked {
  const parsed = schema.safeParse(output);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.length ? ` (${issue.path.join(".")}: ${issue.message})` : "";
    return refusedOutput("bad_output", `${given} that does not fit its schema${where}.`);
  }
  const absent = condition.required.filter((path) => isEmpty(valueAt(output, path)));
  if (absent.length > 0) {
    const parts = absent.map(asWords).join(", ");
    const message = `${given} without ${parts}, which this step must have.`;
    return refusedOutput("incomplete", message, [`The output must have ${parts}.`]);
  }
  return (
    checkSchema(given, condition, output) ?? checkExpression(given, condition, output) ?? { ok: true, output }
  );
}

function checkSchema(given: string, { schema }: DoneCondition, output: Json): Checked | null {
  if (schema === null) return null;
  const problem = schemaProblem(schema);
  if (problem !== null)
    return refusedOutput("bad_done_condition", `The done-condition cannot be checked: ${problem}`);
  const missing = misfits(output, schema);
  if (missing.length === 0) return null;
  const said = missing.join(" ");
  return refusedOutput("incomplete", `${given} that does not fit this step's schema. ${said}`, missing);
}

function checkExpression(given: string, { expression }: DoneCondition, output: Json): Checked | null {
  if (expression === null) return null;
  const asked = evaluateExpression(expression, "done", output);
  if (asked.ok && asked.value === true) return null;
  const why = asked.ok ? "" : ` ${asked.message}`;
  const message = `${given} that does not meet this step's done-condition “${expression}”.${why}`;
  return refusedOutput("incomplete", message, [`This must hold: ${expression}.${why}`]);
}

/** Not worth repeating by itself: the same tool with the same arguments. A fallback may do better, or knowing what is missing. */
export function refusedOutput(code: string, message: string, missing: string[] | null = null): Checked {
  return { ok: false, error: { code, message, retryable: false }, missing };
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function asWords(path: OutputPath): string {
  return path.length === 0 ? "any content" : `“${path.join(".")}”`;
}
