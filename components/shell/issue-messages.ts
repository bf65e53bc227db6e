import type { Failure } from "#lib/domain/errors.ts";

/** The message for one field of a form, by the path of the issue; null when the failure does not concern it. */
export function issueFor(failure: Failure | null, field: string): string | null {
  return failure?.issues.find((issue) => issue.path[0] === field)?.message ?? null;
}

/** What a form of one field shows beside it: whatever is wrong. */
export function firstMessage(failure: Failure | null): string | null {
  return failure && (failure.issues[0]?.message ?? failure.message);
}

/** The message that concerns none of the named fields and so stands above the form. */
export function generalMessage(failure: Failure | null, fields: readonly string[]): string | null {
  if (!failure) return null;
  const covered =
    failure.issues.length > 0 && failure.issues.every((issue) => fields.includes(String(issue.path[0])));
  return covered ? null : failure.message;
}
