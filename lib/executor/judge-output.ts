import { refusedOutput, type Checked } from "#lib/guardrails/check-done.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Step } from "#lib/domain/step.ts";
import { judge } from "#lib/models/judge.ts";
import { ModelError } from "#lib/models/port.ts";
import type { Tool } from "#lib/tools/contract.ts";
import type { ExecutorPorts } from "./ports.ts";
import { askedNote } from "./phrases.ts";
import { stepTime } from "./step-time.ts";

/** The code of an attempt that failed because nobody could judge its output: the next one takes the recorded calls' outcomes. */
export const NOT_JUDGED = "checker_failed";

/** The code of an output that the policy's checker model could not look at. */
export const GUARD_NOT_JUDGED = "not_judged";

/**
 * Has a checker model judge an output that passed everything else. A condition without a rubric passes; when nobody could judge, the
 * error's code is {@link NOT_JUDGED}.
 * @param note takes the sentence that says which model judged
 */
export async function judgeOutput(
  tool: Pick<Tool, "title">,
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
      return refusedOutput("no_checker", message);
    }
    const { holds, missing, ...by } = await judge(access, rubric, output, time.signal);
    note(askedNote("judged", "the output by its rubric", by));
    if (holds) return { ok: true, output };
    const said = missing.length > 0 ? missing : ["It does not meet the rubric."];
    const message = `${tool.title} gave an output that does not meet this step's rubric. ${said.join(" ")}`;
    return refusedOutput("incomplete", message, said);
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
