import type { StepRunId } from "#lib/domain/ids.ts";
import { planStepOf } from "#lib/domain/plan-step-of.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ChangeDraft } from "../chat/change-draft.ts";
import { dropOptional, swapTool, tryOut } from "./mend-failures.ts";
import { nothing, type Proposal, type SlowState } from "./replan-request.ts";

/**
 * Proposes what may help a running step that takes too long, the gentlest first: its next fallback, another tool of the same kind,
 * leaving it out when it is optional, more time when it would run out of it, and last another worker.
 */
export function mendSlow(draft: ChangeDraft, stepId: StepRunId, slow: SlowState | null): Proposal {
  const id = planStepOf(stepId);
  const step = draft.patch.graph.steps.find((one) => one.id === id);
  const title = step?.title ?? stepId;
  if (slow === null || step === undefined)
    return nothing(`"${title}" is not running any more, so there is nothing to mend.`);
  if (!slow.mayStop) {
    return nothing(
      `"${title}" is doing something that must not be repeated, so it cannot be stopped. Wait for it, or abort the run.`,
    );
  }
  if (slow.fallbackLeft) {
    const explanation = `Stops "${title}" and goes on with its next fallback.`;
    return { choice: "fall_back", changes: [], steps: [stepId], explanation };
  }
  // Of an item of a map nothing can be changed that does not change all of them.
  const whole = step.id === stepId ? step : null;
  if (whole && tryOut(draft, (patch) => swapTool(patch, whole, null, "since it takes too long")))
    return changed(draft, "fall_back");
  if (whole && tryOut(draft, (patch) => dropOptional(patch, whole))) return changed(draft, "replan");
  if (whole && slow.seconds * 2 > whole.timeoutSeconds && tryOut(draft, (patch) => moreTime(patch, whole)))
    return changed(draft, "replan");
  if (!slow.triedElsewhere) {
    const explanation = `Stops "${title}" and has another worker try it.`;
    return { choice: "retry", changes: [], steps: [stepId], explanation };
  }
  return nothing(`Nothing is known that would make "${title}" faster. Wait for it, or write a note.`);
}

function changed(draft: ChangeDraft, choice: "fall_back" | "replan"): Proposal {
  return { choice, changes: draft.changes(), steps: [], explanation: draft.patch.said.join(" ") };
}

const LONGEST_SECONDS = 86_400;

function moreTime(patch: ChangeDraft["patch"], step: Step): string | null {
  const timeoutSeconds = Math.min(LONGEST_SECONDS, step.timeoutSeconds * 3);
  if (timeoutSeconds === step.timeoutSeconds) return null;
  const problem = patch.apply([{ op: "update", stepId: step.id, changes: { timeoutSeconds } }]);
  return problem === null
    ? `Begins "${step.title}" anew with ${timeoutSeconds} s instead of ${step.timeoutSeconds} s.`
    : null;
}
