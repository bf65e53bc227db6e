import type { EventBody, StreamEvent } from "#lib/domain/event.ts";
import { eventText } from "./run-events.ts";
import type { RunEvents } from "./use-run-events.ts";

/** What events are about, as a person picks among them. */
export const EVENT_KINDS = {
  all: "All events",
  run: "The run",
  steps: "Steps",
  calls: "Tool calls",
  people: "Approvals and answers",
  replans: "Replans",
  models: "Models",
} as const;
export type EventKind = keyof typeof EVENT_KINDS;

/** What to show: events of a kind, of one step (null: of all), with these words in what is said of them. */
export type EventFilter = { kind: EventKind; stepId: string | null; words: string };

/** What each event is about; null: it is told in no words (run-events.ts). */
const KINDS: Record<EventBody["type"], EventKind | null> = {
  "run.status": "run",
  "run.moved": "run",
  "share.changed": "run",
  "step.ready": "steps",
  "step.started": "steps",
  "step.done": "steps",
  "step.changed": "steps",
  "step.slow": "steps",
  "tool.called": "calls",
  "approval.changed": "people",
  "approval.reminded": "people",
  "replan.changed": "replans",
  "step.asked": "models",
  "replan.asked": "models",
  "step.text": null,
  "plan.analysed": null,
  "plan.choice": null,
  "plan.questions": null,
  "plan.patched": null,
  "plan.status": null,
  "plan.sealed": null,
  "chat.changed": null,
  "thread.changed": null,
  "thread.deleted": null,
  "candidates.changed": null,
  "document.changed": null,
  "document.deleted": null,
  "meaning.changed": null,
};

/**
 * The events that a filter lets through, newest first.
 * @param most so many are found; the rest is not looked at
 * @returns them, and whether there may be more
 */
export function filterEvents(
  events: readonly StreamEvent[],
  { kind, stepId, words }: EventFilter,
  title: (stepId: string) => string,
  most: number,
): { shown: { event: StreamEvent; text: string; stepId: string | null }[]; more: boolean } {
  const wanted = words.trim().toLocaleLowerCase();
  const shown: { event: StreamEvent; text: string; stepId: string | null }[] = [];
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at];
    if (!event || (kind !== "all" && KINDS[event.body.type] !== kind)) continue;
    const said = eventText(event, title);
    if (said === null || (stepId !== null && said.stepId !== stepId)) continue;
    if (wanted !== "" && !said.text.toLocaleLowerCase().includes(wanted)) continue;
    if (shown.length === most) return { shown, more: true };
    shown.push({ event, text: said.text, stepId: said.stepId });
  }
  return { shown, more: false };
}

/**
 * How many of a run's events are told in words: so many when all of them are here, at most so many before.
 * @param kept how many events of it there are
 */
export function countTold({ list, complete }: Pick<RunEvents, "list" | "complete">, kept: number): number {
  const untold = list.filter(({ body }) => KINDS[body.type] === null).length;
  return complete ? list.length - untold : Math.max(0, kept - untold);
}
