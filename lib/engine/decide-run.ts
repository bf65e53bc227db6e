import type { RunStatus } from "#lib/domain/run.ts";
import { nextRunStatus, type RunEvent } from "./run-machine.ts";
import type { StepState } from "./step-machine.ts";

/** How many of a run's steps are in each state. `stopped`: those of `cancelled` that had begun. */
export type StepCounts = Partial<Record<StepState, number>> & { stopped?: number };

/** What a run's steps mean for the run itself: its next state and a sentence saying why (null: nothing to say). */
export type RunDecision = { status: RunStatus; reason: string | null };

/**
 * Decides, after some steps changed, whether the run's own state changes.
 * @returns null when it stays as it is
 */
export function decideRun(status: RunStatus, counts: StepCounts): RunDecision | null {
  const event = noticed(status, counts);
  const next = event && nextRunStatus(status, event);
  return next ? { status: next, reason: reasonFor(next, counts) } : null;
}

function noticed(status: RunStatus, counts: StepCounts): RunEvent | null {
  const of = (state: StepState) => counts[state] ?? 0;
  const undone =
    of("blocked") +
    of("ready") +
    of("running") +
    of("waiting_timer") +
    of("waiting_decision") +
    of("waiting_items") +
    of("failed");
  if (status === "aborting") return of("running") === 0 ? "quiesce" : null;
  if (undone === 0) return "finish";
  if (status === "pausing") return of("running") === 0 ? "quiesce" : null;
  const canGoOn = of("ready") + of("running") + of("waiting_timer") > 0;
  if (status === "needs_attention") return canGoOn ? "reopen" : null;
  return canGoOn ? null : "stall";
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
  if (status !== "needs_attention") return null;
  const sentences: string[] = [];
  if (counts.failed) sentences.push(`${steps(counts.failed)} failed. Retry, skip or replan to go on.`);
  if (counts.waiting_decision) {
    sentences.push(
      `It is not known whether ${steps(counts.waiting_decision)} finished. Say what happened to go on.`,
    );
  }
  return sentences.join(" ") || "Nothing can go on.";
}

function steps(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`;
}
