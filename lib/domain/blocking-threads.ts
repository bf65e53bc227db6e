import type { CommentThread } from "./comment.ts";
import type { StepId } from "./ids.ts";

/** The threads that keep a plan from being run: open, blocking, and about a step that it has. */
export function blockingThreads(
  threads: readonly CommentThread[],
  steps: readonly { id: StepId }[],
): CommentThread[] {
  const ids = new Set(steps.map(({ id }) => id));
  return threads.filter(({ status, blocks, stepId }) => status === "open" && blocks && ids.has(stepId));
}
