import type { Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { DoneCondition, OutputPath } from "#lib/domain/step.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { valueAt } from "./resolve-arguments.ts";

/** Checks an output by the tool's output schema and the step's done-condition. */
export function checkOutput(
  tool: Tool,
  condition: DoneCondition,
  output: Json,
): { ok: true; output: Json } | { ok: false; error: StepError } {
  const parsed = tool.output.safeParse(output);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.length ? ` (${issue.path.join(".")}: ${issue.message})` : "";
    return refuse("bad_output", `${tool.title} gave an output that does not fit its schema${where}.`);
  }
  const missing = condition.required.filter((path) => isEmpty(valueAt(output, path)));
  if (missing.length > 0) {
    const parts = missing.map(asWords).join(", ");
    return refuse("incomplete", `${tool.title} gave an output without ${parts}, which this step must have.`);
  }
  return { ok: true, output };
}

/** Not worth repeating: the same tool with the same arguments. A fallback may do better. */
function refuse(code: string, message: string): { ok: false; error: StepError } {
  return { ok: false, error: { code, message, retryable: false } };
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function asWords(path: OutputPath): string {
  return path.length === 0 ? "any content" : `“${path.join(".")}”`;
}
