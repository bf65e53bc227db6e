import type { RunStatus } from "#lib/domain/run.ts";
import type { RunSettings } from "#lib/domain/settings.ts";
import { nextRunStatus, type RunEvent } from "./run-machine.ts";
import type { StepState } from "./step-machine.ts";

/**
 * How many of a run's steps are in each state. `stopped`: those of `cancelled` that had begun; `capped`: which spend cap one of those that
 * wait for spend is at, in a sentence.
 */
export type StepCounts = Partial<Record<StepState, number>> & { stopped?: number; capped?: string };

/** What a run's steps mean for the run itself: its next state and a sentence saying why (null: nothing to say). */
export type RunDecision = { status: RunStatus; reason: string | null };

/** Steps in these states are not done. */
const UNDONE = [
  "blocked",
  "ready",
  "running",
  "waiting_timer",
  "waiting_decision",
  "waiting_items",
  "waiting_approval",
  "waiting_answer",
  "waiting_run",
  "waiting_spend",
  "failed",
] as const satisfies readonly StepState[];
/** Of those, the ones that go on without a person. */
const LIVE = ["ready", "running", "waiting_timer", "waiting_run"] as const satisfies readonly StepState[];
/** And those that go on as soon as a person has answered: a run with one of them is not stuck. */
const ASKING = [
  "waiting_approval",
  "waiting_answer",
  "waiting_spend",
  "waiting_decision",
] as const satisfies readonly StepState[];

/** How many of a run's steps are not done. */
export function countUndone(counts: StepCounts): number {
  return UNDONE.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}

/** How many of a run's steps go on without a person. */
export function countLive(counts: StepCounts): number {
  return LIVE.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}

/**
 * Decides, after some steps changed, whether the run's own state changes.
 * @param onStall when nothing can go on without a person: ask for one, or end the run as failed
 * @returns null when it stays as it is
 */
export function decideRun(
  status: RunStatus,
  counts: StepCounts,
  onStall: RunSettings["onStall"] = "ask",
): RunDecision | null {
  const event = noticed(status, counts, onStall);
  const next = event && nextRunStatus(status, event);
  return next ? { status: next, reason: reasonFor(next, counts) } : null;
}

function noticed(status: RunStatus, counts: StepCounts, onStall: RunSettings["onStall"]): RunEvent | null {
  const running = counts.running ?? 0;
  if (status === "aborting") return running === 0 ? "quiesce" : null;
  if (countUndone(counts) === 0) return "finish";
  if (status === "pausing") return running === 0 ? "quiesce" : null;
  const canGoOn = countLive(counts) > 0;
  if (status === "needs_attention") return canGoOn ? "reopen" : null;
  if (canGoOn) return null;
  const asks = ASKING.some((state) => (counts[state] ?? 0) > 0);
  return onStall === "fail" && !asks ? "fail" : "stall";
}

function reasonFor(status: RunStatus, counts: StepCounts): string | null {
  if (status === "aborted") {
    const done = (counts.succeeded ?? 0) + (counts.skipped ?? 0);
    const stopped = counts.stopped ?? 0;
    const never = (counts.cancelled ?? 0) - stopped;
    const parts = [`${steps(done)} done`, `${stopped} stopped before the end`, `${never} not started`];
    if (counts.failed) parts.push(`${counts.failed} failed`);
    return `Aborted: ${parts.join(", ")}.`;
  }
  if (status !== "needs_attention" && status !== "failed") return null;
  const asks = status === "needs_attention";
  const sentences: string[] = [];
  if (counts.waiting_approval) sentences.push(`${steps(counts.waiting_approval, "waits")} for an approval.`);
  if (counts.waiting_answer) sentences.push(`${steps(counts.waiting_answer, "waits")} for an answer.`);
  if (counts.waiting_spend) {
    const which = counts.capped ?? `${steps(counts.waiting_spend, "waits")} for it to be raised.`;
    sentences.push(`Stopped: spend cap. ${which}`);
  }
  if (counts.failed) {
    sentences.push(`${steps(counts.failed)} failed.${asks ? " Retry, skip or replan to go on." : ""}`);
  }
  if (counts.waiting_decision) {
    const unknown = `It is not known whether ${steps(counts.waiting_decision)} finished.`;
    sentences.push(asks ? `${unknown} Say what happened to go on.` : unknown);
  }
  return sentences.join(" ") || "Nothing can go on.";
}

/** @param verb in its form for one step */
function steps(count: number, verb?: string): string {
  const words = count === 1 ? "1 step" : `${count} steps`;
  return verb === undefined ? words : `${words} ${count === 1 ? verb : verb.replace(/s$/, "")}`;
}
