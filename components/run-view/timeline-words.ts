import { countOf } from "#lib/domain/count-of.ts";
import type { StepId } from "#lib/domain/ids.ts";
import { formatSeconds } from "#lib/domain/format-amounts.ts";
import { timeByStretch, type TimelineRow, type Wait } from "./timeline-layout.ts";

/** What was waited for, after "Waiting for" or "waited 3 s for". A paused run is not waited for in these words. */
const WAIT_WORDS: Record<Exclude<Wait, "paused">, string> = {
  worker: "a worker",
  retry: "the next try",
  until: "a time or event",
  approval: "an approval",
  answer: "an answer",
  decision: "a decision",
  spend: "room under a spend cap",
  run: "a run that it started",
};

/** A kind of wait, as the legend names it. */
export function waitName(wait: Wait): string {
  return wait === "paused" ? "The run was paused" : `Waiting for ${WAIT_WORDS[wait]}`;
}

/** A stretch of time in words: "ran 3 s", "waited 10 min for an approval", "was paused with the run for 2 min". */
export function stretchText(name: "running" | Wait, seconds: number): string {
  const time = formatSeconds(seconds);
  if (name === "running") return `ran ${time}`;
  return name === "paused" ? `was paused with the run for ${time}` : `waited ${time} for ${WAIT_WORDS[name]}`;
}

/** The look of a wait: hatched, each kind its own way, so that colour is not all that tells them apart. */
export const WAIT_LOOKS: Record<Wait, string> = {
  worker: "timeline-waiting border-line-strong",
  retry: "timeline-waiting border-status-failed [--hatch-angle:0deg] [--hatch:var(--color-status-failed)]",
  until: "timeline-waiting border-status-ready [--hatch-angle:90deg] [--hatch:var(--color-status-ready)]",
  approval:
    "timeline-waiting border-status-waiting [--hatch-angle:45deg] [--hatch:var(--color-status-waiting)]",
  answer:
    "timeline-waiting border-status-waiting [--hatch-angle:45deg] [--hatch:var(--color-status-waiting)]",
  decision:
    "timeline-waiting border-status-waiting [--hatch-angle:45deg] [--hatch:var(--color-status-waiting)]",
  spend: "timeline-waiting border-status-waiting [--hatch-angle:45deg] [--hatch:var(--color-status-waiting)]",
  paused: "border-line-strong border-dashed bg-well",
  run: "timeline-waiting border-status-running [--hatch-angle:160deg] [--hatch:var(--color-status-running)]",
};

/** What a row of the timeline shows, in words: "succeeded, ran 3 s, waited 10 min for an approval, on the critical path". */
export function rowText(row: TimelineRow, word: string): string {
  const times = timeByStretch(row.bars).map(({ name, seconds }) => stretchText(name, seconds));
  return [word.toLowerCase(), ...times, ...(row.critical ? ["on the critical path"] : [])].join(", ");
}

/** What the run's length comes from: how many steps, and how long they ran and waited; null when no step has ended. */
export function criticalText(rows: readonly TimelineRow[]): string | null {
  const steps = new Map<StepId, TimelineRow>(
    rows.filter((row) => row.critical).map((row) => [row.stepId, row]),
  );
  if (steps.size === 0) return null;
  const times = timeByStretch([...steps.values()].flatMap(({ bars }) => bars));
  const sum = (wanted: boolean) =>
    times
      .filter(({ name }) => (name === "running") === wanted)
      .reduce((all, { seconds }) => all + seconds, 0);
  const [ran, waited] = [sum(true), sum(false)];
  const count = countOf(steps.size, "step");
  const most = times.find(({ name }) => name !== "running");
  if (waited === 0 || !most || most.name === "running")
    return `Critical path: ${count}, which ran ${formatSeconds(ran)}.`;
  return `Critical path: ${count}, which ran ${formatSeconds(ran)} and waited ${formatSeconds(waited)}, mostly ${most.name === "paused" ? "because the run was paused" : `for ${WAIT_WORDS[most.name]}`}.`;
}
