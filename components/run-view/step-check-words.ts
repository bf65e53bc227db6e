import type { AttemptView, StepRunView } from "#lib/domain/run.ts";
import type { OutputPath, Step } from "#lib/domain/step.ts";

/** A check of a step: what it asks, whether that held, and what was said when it did not. */
export type Check = { what: string; result: "passed" | "failed" | "open"; message: string | null };

/** Codes of attempts that a check ended, and what that check is. */
const ENDED_BY = new Map([
  ["incomplete", "Its done-condition"],
  ["bad_output", "The form of its tool's output"],
  ["bad_done_condition", "Its done-condition"],
  ["no_checker", "Its rubric"],
  ["checker_failed", "Its rubric"],
  ["not_judged", "The policy's prohibited topics"],
  ["secret", "The policy on secrets"],
  ["personal_data", "The policy on personal data"],
  ["prohibited", "The policy's prohibited content"],
  ["must_missing", "What the goal says must be in it"],
  ["check_failed", "The policy"],
  ["denied", "The permissions of the workspace"],
]);

/** The checks of a step: its done-condition's, the policy's, and for each attempt that one of them ended, which and why. */
export function checksOf(
  { doneCondition }: Step,
  state: StepRunView,
  attempts: readonly AttemptView[],
): Check[] {
  const { required, schema, expression, rubric } = doneCondition;
  const own = [
    ...required.map((path) => `“${partName(path)}” is there and not empty`),
    ...(schema === null ? [] : ["The output fits the step's schema"]),
    ...(expression === null ? [] : [`It holds: ${expression}`]),
    ...(rubric === null ? [] : [`A checker model finds: ${rubric}`]),
    "The policy of the workspace allows call and output",
  ];
  const failures = attempts.flatMap(({ attempt, error }): Check[] => {
    const what = error && ENDED_BY.get(error.code);
    return what ? [{ what: `${what}, attempt ${attempt}`, result: "failed", message: error.message }] : [];
  });
  // What a person wrote instead was not looked at.
  const held = state.status === "succeeded" && state.corrected === null;
  return [
    ...failures,
    ...own.map((what): Check => ({ what, result: held ? "passed" : "open", message: null })),
  ];
}

function partName(path: OutputPath): string {
  return path.length === 0 ? "the output" : path.join(".");
}
