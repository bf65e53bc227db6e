import type { StreamEvent } from "#lib/domain/event.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { planStepOf } from "#lib/domain/plan-step-of.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { SharedEvent } from "#lib/domain/share.ts";
import { sharedStep } from "./shared-run.ts";

/** What a link shows of a run's events: those of these steps, of maps the items too; and what they cost, or not. */
type Shown = { steps: ReadonlySet<StepId>; showCosts: boolean };

/**
 * What readers outside are told of an event. Only what is named here goes out: reasons, messages, notes, people, requests, texts that were
 * being written, other runs, and steps that undo or are not in the version that is shared do not; nor do summaries of what was given and may be replaced since.
 */
export function sharedEvents({ at, body }: StreamEvent, { steps, showCosts }: Shown): SharedEvent[] {
  const shows = (stepId: string) => steps.has(planStepOf(stepId));
  const changed = (step: StepRunView): SharedEvent[] => {
    if (step.undoes !== null || !shows(step.stepId)) return [];
    const { summary: _, ...then } = sharedStep(step, showCosts);
    const { waitingFor, error } = step;
    return [{ at, body: { type: "step.changed", step: { ...then, waitingFor, failed: error !== null } } }];
  };
  switch (body.type) {
    case "run.status": {
      const { type, status, startedAt, finishedAt } = body;
      return [{ at, body: { type, status, startedAt, finishedAt } }];
    }
    case "step.ready":
    case "step.started":
      return shows(body.stepId) ? [{ at, body }] : [];
    case "step.done": {
      const { type, stepId, status, hasOutput } = body;
      return shows(stepId) ? [{ at, body: { type, stepId, status, hasOutput } }] : [];
    }
    case "step.changed":
      return changed(body.step);
    case "run.moved":
      return body.steps.flatMap(changed);
    case "tool.called": {
      const { type, stepId, attempt, call, tool, status } = body;
      const costMicros = showCosts ? body.costMicros : 0;
      return shows(stepId) ? [{ at, body: { type, stepId, attempt, call, tool, status, costMicros } }] : [];
    }
    case "step.asked":
      return showCosts && shows(body.stepId) ? [{ at, body }] : [];
    default:
      return [];
  }
}
