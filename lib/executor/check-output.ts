import { evaluateExpression } from "#lib/domain/expressions.ts";
import { misfits } from "#lib/domain/fit-schema.ts";
import { schemaProblem } from "#lib/domain/usable-schema.ts";
import type { Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { DoneCondition, OutputPath, Step } from "#lib/domain/step.ts";
import { judge } from "#lib/models/judge.ts";
import { ModelError } from "#lib/models/port.ts";
import type { Tool } from "#lib/tools/contract.ts";
import type { ExecutorPorts } from "./ports.ts";
import { askedNote } from "./phrases.ts";
import { valueAt } from "./resolve-arguments.ts";
import { stepTime } from "./step-time.ts";

/** The code of an attempt that failed because nobody could judge its output: the next one takes the recorded calls' outcomes. */
export const NOT_JUDGED = "checker_failed";
/** The code of an output that the policy's checker model could not look at. */
export const GUARD_NOT_JUDGED = "not_judged";

/** An output passed, or why it did not; `missing` says what the done-condition missed, when that is why. */
export type Checked = { ok: true; output: Json } | { ok: false; error: StepError; missing: string[] | null };

/** Checks an output by the tool's output schema and by what of the done-condition needs nobody's judgement. */
export function checkOutput(tool: Tool, condition: DoneCondition, output: Json): Checked {
  const parsed = tool.output.safeParse(output);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.length ? ` (${issue.path.join(".")}: ${issue.message})` : "";
    return refuse("bad_output", `${tool.title} gave an output that does not fit its schema${where}.`);
  }
  const absent = condition.required.filter((path) => isEmpty(valueAt(output, path)));
  if (absent.length > 0) {
    const parts = absent.map(asWords).join(", ");
    const message = `${tool.title} gave an output without ${parts}, which this step must have.`;
    return refuse("incomplete", message, [`The output must have ${parts}.`]);
  }
  return (
    checkSchema(tool, condition, output) ?? checkExpression(tool, condition, output) ?? { ok: true, output }
  );
}

function checkSchema(tool: Tool, { schema }: DoneCondition, output: Json): Checked | null {
  if (schema === null) return null;
  const problem = schemaProblem(schema);
  if (problem !== null)
    return refuse("bad_done_condition", `The done-condition cannot be checked: ${problem}`);
  const missing = misfits(output, schema);
  if (missing.length === 0) return null;
  const said = missing.join(" ");
  return refuse(
    "incomplete",
    `${tool.title} gave an output that does not fit this step's schema. ${said}`,
    missing,
  );
}

function checkExpression(tool: Tool, { expression }: DoneCondition, output: Json): Checked | null {
  if (expression === null) return null;
  const asked = evaluateExpression(expression, "done", output);
  if (asked.ok && asked.value === true) return null;
  const why = asked.ok ? "" : ` ${asked.message}`;
  const message = `${tool.title} gave an output that does not meet this step's done-condition “${expression}”.${why}`;
  return refuse("incomplete", message, [`This must hold: ${expression}.${why}`]);
}

/**
 * Has a checker model judge an output that passed everything else. A condition without a rubric passes; when nobody could judge, the
 * error's code is {@link NOT_JUDGED}.
 * @param note takes the sentence that says which model judged
 */
export async function judgeOutput(
  tool: Tool,
  { doneCondition: { rubric }, timeoutSeconds }: Pick<Step, "doneCondition" | "timeoutSeconds">,
  output: Json,
  ports: Pick<ExecutorPorts, "asking" | "signal" | "onUnexpected">,
  note: (sentence: string) => void,
): Promise<Checked> {
  if (rubric === null) return { ok: true, output };
  const time = stepTime({ timeoutSeconds }, ports.signal);
  try {
    const access = await ports.asking();
    if (!access.models.has("checker")) {
      const message = "This step's done-condition has a rubric, but no checker model is configured.";
      return refuse("no_checker", message);
    }
    const { holds, missing, ...by } = await judge(access, rubric, output, time.signal);
    note(askedNote("judged", "the output by its rubric", by));
    if (holds) return { ok: true, output };
    const said = missing.length > 0 ? missing : ["It does not meet the rubric."];
    const message = `${tool.title} gave an output that does not meet this step's rubric. ${said.join(" ")}`;
    return refuse("incomplete", message, said);
  } catch (cause) {
    const known = cause instanceof ModelError;
    const late = time.signal.aborted;
    if (!known && !late) ports.onUnexpected(cause);
    const why = known ? ` ${cause.message}` : late ? ` It did not answer ${time.words}.` : "";
    const error = {
      code: NOT_JUDGED,
      message: `The checker model could not judge the output.${why}`,
      retryable: known ? cause.passing || cause.code === "bad_output" : late,
    };
    return { ok: false, error, missing: null };
  }
}

/** Not worth repeating by itself: the same tool with the same arguments. A fallback may do better, or knowing what is missing. */
function refuse(code: string, message: string, missing: string[] | null = null): Checked {
  return { ok: false, error: { code, message, retryable: false }, missing };
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function asWords(path: OutputPath): string {
  return path.length === 0 ? "any content" : `“${path.join(".")}”`;
}
