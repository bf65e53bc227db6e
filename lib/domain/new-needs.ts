import type { Failure } from "./errors.ts";

/** Where the issues of a refusal stand that say what a change needs beyond what its run was approved for. */
export const NEEDS_MORE = "accepts";

/** What a refused change needs that nobody has allowed yet, each in words; none: it was refused for something else. */
export function needsIn({ issues }: Pick<Failure, "issues">): string[] {
  return issues.flatMap(({ path, message }) => (path[0] === NEEDS_MORE ? [message] : []));
}
