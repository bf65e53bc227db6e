import type { FindingAnswer, Policy } from "#lib/domain/policy.ts";
import type { Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import { GUARD_NOT_JUDGED } from "#lib/executor/judge-output.ts";
import type { OutputGuard, WordsGuard } from "#lib/executor/ports.ts";
import { checkContent } from "#lib/guardrails/check-content.ts";
import { checkStepOutput } from "#lib/guardrails/check-output.ts";
import { textsIn } from "#lib/guardrails/texts.ts";
import { judge } from "#lib/models/judge.ts";
import { ModelError, type ModelAccess } from "#lib/models/port.ts";

/** What an output is looked at with. `ownSecrets`: values of the workspace's secrets; `asking`: its models, of which there may be none. */
export type OutputGuardMeans = {
  policy: () => Promise<Policy>;
  ownSecrets: () => Promise<readonly string[]>;
  asking: () => Promise<ModelAccess>;
  signal: AbortSignal;
};

/** Looks at outputs by the workspace's policy and the goal's own constraints. */
export function outputGuardOf(means: OutputGuardMeans): OutputGuard {
  return async (output, { step, goal }) => {
    const [policy, own] = await Promise.all([means.policy(), means.ownSecrets()]);
    const { passes, findings, output: seen } = checkStepOutput(output, step, { policy, goal, own });
    const notes = findings.map(({ message }) => message);
    const refuse = (error: StepError) => ({
      passes: false as const,
      output: seen,
      notes,
      findings,
      answer: policy.onFailedCheck,
      error,
    });
    if (!passes) {
      const broken = findings.filter(({ severity }) => severity === "error");
      const message = broken.map((finding) => finding.message).join(" ");
      return refuse({ code: broken[0]?.rule ?? "check_failed", message, retryable: false });
    }
    const { categories, answer } = policy.prohibited;
    const judged = await judgeCategories(seen, categories, step.title, means);
    if (judged === null) return { passes, output: seen, notes };
    notes.push(judged.message);
    return stops(judged, answer) ? refuse(judged) : { passes, output: seen, notes };
  };
}

/** Most characters that a tool may say about what it did: a line, mostly. */
const MOST_WORDS = 2_000;
/** So much of it is read before it is cut, so that no secret is cut in two and only one half hidden. */
const MOST_READ = 200_000;

/**
 * Looks at what tools say in words. There is nothing to stop in a sentence: what the policy would stop an output for is hidden in it, and
 * what is only to be told stays.
 */
export function wordsGuardOf(means: Pick<OutputGuardMeans, "policy" | "ownSecrets">): WordsGuard {
  return async (said) => {
    const [policy, own] = await Promise.all([means.policy(), means.ownSecrets()]);
    const check = { policy: hiding(policy), own, stepId: null, field: null, where: "what it said" };
    const { value } = checkContent(said.slice(0, MOST_READ), check);
    const words = typeof value === "string" ? value : "";
    return words.length <= MOST_WORDS ? words : `${words.slice(0, MOST_WORDS).toWellFormed()} …`;
  };
}

/** Made once for a policy: its terms and patterns are compiled for it. */
const hidingPolicies = new WeakMap<Policy, Policy>();

/** The policy with everything hidden that it would stop for. */
function hiding(policy: Policy): Policy {
  const { secrets, prohibited, personalData } = policy;
  const hides = (answer: FindingAnswer) => (answer === "block" ? "mask" : answer);
  const made = hidingPolicies.get(policy) ?? {
    ...policy,
    secrets: hides(secrets),
    prohibited: { ...prohibited, answer: hides(prohibited.answer) },
    personalData: { ...personalData, answer: hides(personalData.answer) },
  };
  hidingPolicies.set(policy, made);
  return made;
}

/** A category is judged as a whole: there is no word that could be hidden, so that what would be hidden stops. */
function stops({ code }: StepError, answer: FindingAnswer): boolean {
  return code !== "categories_unjudged" && answer !== "warn";
}

/** Has the checker model look for what must not occur. @returns what it found, or why nobody looked; null: nothing is wrong */
async function judgeCategories(
  output: Json,
  categories: readonly string[],
  title: string,
  { asking, signal }: OutputGuardMeans,
): Promise<StepError | null> {
  if (categories.length === 0 || textsIn(output).every(({ text }) => text.trim() === "")) return null;
  const named = categories.join("; ");
  const access = await asking();
  if (!access.models.has("checker")) {
    const message = `Nobody looked for ${named} in what “${title}” gave: no checker model is configured.`;
    return { code: "categories_unjudged", message, retryable: false };
  }
  try {
    const rubric = `None of this occurs in it, in whatever words: ${named}. Where something does, name it and say where.`;
    const { holds, missing } = await judge(access, rubric, output, signal);
    if (holds) return null;
    const message = `What “${title}” gave has what must not occur (${named}). ${missing.slice(0, 3).join(" ")}`;
    return { code: "prohibited", message: message.trim(), retryable: false };
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    const message = `The checker model could not look for ${named} in what “${title}” gave. ${cause.message}`;
    return { code: GUARD_NOT_JUDGED, message, retryable: cause.passing };
  }
}
