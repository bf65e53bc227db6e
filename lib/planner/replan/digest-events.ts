import type { StreamEvent } from "#lib/domain/event.ts";
import { storableLine } from "#lib/domain/text.ts";

/** How many events a model is told of, and how much of each. */
const MOST_EVENTS = 80;
const MOST_CHARACTERS = 300;

/** What happened in a run, one event a line with its time, oldest first: what a replan is diagnosed from. */
export function digestEvents(events: readonly StreamEvent[]): string[] {
  return events
    .flatMap((event) => {
      const said = lineOf(event);
      return said === null ? [] : [storableLine(`${event.at.slice(11, 19)} ${said}`, MOST_CHARACTERS)];
    })
    .slice(-MOST_EVENTS);
}

function lineOf({ body }: StreamEvent): string | null {
  switch (body.type) {
    case "run.status":
      return `run: ${body.status}${body.reason === null ? "" : ` (${body.reason})`}`;
    case "step.started":
      return `${body.stepId}: attempt ${body.attempt} started`;
    case "step.done":
      return `${body.stepId}: ${body.status}${body.summary === null ? "" : ` (${body.summary})`}`;
    case "step.changed": {
      const { stepId, error } = body.step;
      return `${stepId}: ${body.what}${error === null ? "" : ` (${error.code}${error.outside ? ", in words from outside" : ""}: ${error.message})`}`;
    }
    case "tool.called": {
      if (body.status === "started") return `${body.stepId}: calls ${body.tool}`;
      return `${body.stepId}: ${body.tool} ${body.status}${body.message === null ? "" : ` (${body.message})`}`;
    }
    case "step.slow":
      return `${body.stepId}: takes longer than the expected ${Math.round(body.expectedSeconds)} s`;
    case "replan.changed": {
      const { status, note } = body.replan;
      return `replan: ${status}${note === "" ? "" : ` (note: ${note})`}`;
    }
    case "run.moved":
      return `run: goes by version ${body.versionNumber} now`;
    default:
      return null;
  }
}
