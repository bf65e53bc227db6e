import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunStatus } from "#lib/domain/run.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { Step } from "#lib/domain/step.ts";
import { isStepDone, nextStepState, stepState } from "./step-machine.ts";

/** A step of a run as it stands when its plan changes. */
export type StandingStep = { step: Step; status: StepRunStatus; waitingFor: string | null };

/** How a run's steps become those of a new graph. */
export type Rebase = {
  /** Finished, running and untouched steps: they stay as they are; `pending` is their new count of open dependencies. */
  kept: { stepId: StepId; pending: number }[];
  /** Steps to (re)start from nothing: new ones and changed ones. */
  fresh: { step: Step; status: "blocked" | "ready"; pending: number }[];
  /** Steps that leave the run. */
  dropped: StepId[];
};

/** A step that has gone too far to be changed or dropped, with a sentence that says so. */
export type LockedStep = { stepId: StepId; message: string };

/**
 * Works out how a run moves to a new graph. Steps that have begun and not failed stay; the others are replaced.
 * @returns the moves, or the steps that have gone too far for this graph
 */
export function rebaseSteps(
  standing: readonly StandingStep[],
  graph: PlanGraph,
): Rebase | { locked: [LockedStep, ...LockedStep[]] } {
  const before = new Map(standing.map((row) => [row.step.id, row]));
  const after = new Set(graph.steps.map((step) => step.id));
  const open = new Map<StepId, number>();
  for (const { from, to } of graph.dependencies) {
    const status = before.get(from)?.status;
    if (!status || !isStepDone(status)) open.set(to, (open.get(to) ?? 0) + 1);
  }
  const rebase: Rebase = { kept: [], fresh: [], dropped: [] };
  const locked: LockedStep[] = [];
  for (const row of standing) {
    if (after.has(row.step.id)) continue;
    if (isReplaceable(row)) rebase.dropped.push(row.step.id);
    else locked.push(lock(row, "dropped"));
  }
  for (const step of graph.steps) {
    const row = before.get(step.id);
    const pending = open.get(step.id) ?? 0;
    const fresh = () => rebase.fresh.push({ step, pending, status: pending === 0 ? "ready" : "blocked" });
    if (!row) {
      fresh();
    } else if (!sameJson(row.step, step)) {
      if (isReplaceable(row)) fresh();
      else locked.push(lock(row, "changed"));
    } else if (row.status === "blocked" || row.status === "ready") {
      // Same definition, but what it waits for may be new: ready can become blocked and the other way round.
      fresh();
    } else if (pending > 0 && isReplaceable(row)) {
      // It failed or backs off, and must now wait for something new: tried again at once, it would not.
      fresh();
    } else if (pending > 0 && row.status !== "skipped") {
      // What has begun had nothing to wait for. (What a person skipped may have had.)
      locked.push(lock(row, "changed"));
    } else {
      rebase.kept.push({ stepId: step.id, pending });
    }
  }
  const [first, ...others] = locked;
  return first ? { locked: [first, ...others] } : rebase;
}

function isReplaceable(row: StandingStep): boolean {
  return nextStepState(stepState(row), "replace") !== null;
}

function lock({ step, status }: StandingStep, verb: "dropped" | "changed"): LockedStep {
  const state = status === "running" ? "is running" : isStepDone(status) ? "is done" : "has begun";
  return { stepId: step.id, message: `“${step.title}” ${state} by now, so it can no longer be ${verb}.` };
}
