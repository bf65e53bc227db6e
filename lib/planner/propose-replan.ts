import type { PlanPatch } from "#lib/domain/patch.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { DraftPatch, type ReplanRequest } from "./replan/draft-patch.ts";
import { followNote, UNDERSTOOD } from "./replan/follow-note.ts";
import { mendFailures } from "./replan/mend-failures.ts";

/**
 * Proposes, without a model, a patch over the steps of a run that have not started or have failed. A note is followed by a
 * small grammar (UNDERSTOOD); without one the planner mends what failed. Steps that are finished or under way stay.
 * @returns the patch, which applies to the run's graph, or null; and in plain sentences what it does or why there is none
 */
export function proposeReplan(request: ReplanRequest): { patch: PlanPatch | null; explanation: string } {
  const draft = new DraftPatch(request);
  const note = request.note.trim();
  if (note === "") mendFailures(draft);
  const refused = note === "" ? [] : followNote(draft, note);
  const sentences = [...draft.said];
  for (const { part, reason } of refused)
    sentences.push(reason === null ? `Not understood: "${part}".` : `Not done ("${part}"): ${reason}`);
  if (refused.some(({ reason }) => reason === null)) {
    sentences.push(`Notes that are understood: ${UNDERSTOOD.join("; ")}. An empty note mends what failed.`);
  }
  if (draft.operations.length === 0) {
    if (sentences.length === 0) {
      const failed = request.steps.some((step) => step.status === "failed");
      sentences.push(
        failed
          ? "No other way is known to do what failed. Retry or skip the step, or write a note."
          : `Nothing has failed, so there is nothing to mend. Notes that are understood: ${UNDERSTOOD.join("; ")}.`,
      );
    }
    return { patch: null, explanation: sentences.join(" ") };
  }
  sentences.push(...newProblems(request, draft));
  return { patch: draft.operations, explanation: sentences.join(" ") };
}

/** What the changed plan would have wrong that it had not before. */
function newProblems({ graph, tools, goal }: ReplanRequest, draft: DraftPatch): string[] {
  const key = (finding: { rule: string; stepId: string | null; field: string | null }) =>
    `${finding.rule} ${finding.stepId} ${finding.field}`;
  const before = new Set(validatePlan(graph, tools, goal).map(key));
  return validatePlan(draft.graph, tools, goal)
    .filter((finding) => finding.severity === "error" && !before.has(key(finding)))
    .map((finding) => `To mend afterwards: ${finding.message}`);
}
