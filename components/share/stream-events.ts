import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import { StepRunView } from "#lib/domain/run.ts";
import type { SharedEvent, SharedStepThen } from "#lib/domain/share.ts";

/** Stands for the failure after which a step waited for its next try, of which readers outside are told no more. */
const UNTOLD = { code: "not_shown", message: "What failed is not shown.", retryable: true };

/**
 * All events of a shared run as the parts of the run page take them: numbered anew, since what is not shown leaves gaps.
 * @param cut whether earlier ones were deleted: then there is no first
 */
export function streamEvents(events: readonly SharedEvent[], cut = false): StreamEvent[] {
  const first = cut ? 2 : 1;
  return events.map(({ at, body }, place) => ({
    topic: "run:shared",
    seq: first + place,
    at,
    body: eventBody(body),
  }));
}

function eventBody(body: SharedEvent["body"]): EventBody {
  switch (body.type) {
    case "run.status":
      return { ...body, reason: null };
    case "step.done":
      return { ...body, summary: null, notes: [], reused: null };
    case "step.changed":
      return { type: "step.changed", step: stepThen(body.step), what: "" };
    case "tool.called":
      return { ...body, message: null };
    default:
      return body;
  }
}

function stepThen({ failed, ...step }: SharedStepThen): StepRunView {
  return StepRunView.parse({ ...step, error: failed ? UNTOLD : null });
}
