import type { CommentThread } from "#lib/domain/comment.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { countOf } from "#lib/domain/count-of.ts";
import type { EditorState } from "./store/store-contract.ts";

/** Why a plan cannot be run as it is shown, or null when it can. */
export function runObstacle(
  state: Pick<EditorState, "plan" | "graph" | "findings" | "saveState" | "saveMessage">,
): string | null {
  if (state.plan.status === "planning") return "The planner is still at work.";
  if (state.plan.status === "choosing") return "Choose how to go about it first.";
  if (state.plan.status === "clarifying") return "Answer the planner's questions first, or skip them.";
  if (state.graph.steps.length === 0) return "Add a step first.";
  const errors = state.findings.filter((finding) => finding.severity === "error");
  const [first] = errors;
  if (first) return `Fix ${countOf(errors.length, "problem")} first: ${first.message}`;
  switch (state.saveState) {
    case "offline":
      return "The server cannot be reached.";
    case "signed_out":
      return "You are signed out.";
    case "failing":
    case "refused":
      return `The last edits could not be saved: ${state.saveMessage}`;
    default:
      return null;
  }
}

/** Why the comments on a plan keep it from being run, or null when they do not. */
export function commentObstacle(blocking: readonly CommentThread[], graph: PlanGraph): string | null {
  const [first] = blocking;
  if (!first) return null;
  const title = graph.steps.find(({ id }) => id === first.stepId)?.title ?? first.stepTitle;
  return `Resolve ${countOf(blocking.length, "comment")} first: on “${title}”.`;
}
