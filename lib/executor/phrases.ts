import type { StepError } from "#lib/domain/run.ts";

/**
 * A tool that was tried and what came of it. `final`: it was called and must not be called again unasked, so the attempt as a
 * whole must not be repeated either.
 */
export type Failure = { title: string; error: StepError; final: boolean };

/** One sentence that says how a tool failed, naming it. */
export function saidOf({ title, error }: Failure): string {
  if (error.code === "nothing_found") return `“${title}” found nothing.`;
  if (error.code === "not_configured") return `“${title}” is not configured.`;
  return error.message.includes(title) ? error.message : `“${title}”: ${error.message}`;
}

/** The note for the step when the next tool is taken up. */
export function fallbackNote(failure: Failure, nextTitle: string): string {
  return `${saidOf(failure)} Tried “${nextTitle}”.`;
}

/** The note for a step that begins with a fallback, because the tools before it were too slow in an earlier attempt. */
export function beginNote(ownTitle: string, title: string): string {
  return `“${ownTitle}” was too slow before. Began with “${title}”.`;
}

/** The note that says which model filled in arguments, or judged the output: others can then tell whom to believe. */
export function askedNote(what: "filled" | "judged", about: string, by: { model: string; provider: string }) {
  const did = what === "filled" ? `Filled in ${about}` : `Judged ${about}`;
  return `${did}: ${by.model} (${by.provider}).`;
}

/** What failed in the end: the tool's own words when there was one, else every tool that was tried and why it failed. */
export function finalError(failures: readonly Failure[]): StepError {
  const [first] = failures;
  if (!first) return { code: "internal", message: "No tool was tried.", retryable: false };
  const repeatable =
    failures.some((failure) => failure.error.retryable) && !failures.some((failure) => failure.final);
  if (failures.length === 1) return { ...first.error, retryable: repeatable };
  const after = failures.flatMap(({ error }) => error.retryAfterSeconds ?? []);
  return {
    code: "all_failed",
    message: `Every tool of this step failed. ${failures.map(saidOf).join(" ")}`,
    retryable: repeatable,
    ...(failures.some(({ error }) => error.outside) && { outside: true }),
    ...(after.length > 0 && { retryAfterSeconds: Math.max(...after) }),
  };
}
