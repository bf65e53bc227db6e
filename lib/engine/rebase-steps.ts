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

/**
 * Works out how a run moves to a new graph. Steps that have begun and not failed stay; the others are replaced.
 * @returns the moves, or a sentence saying which step has gone too far for this graph
 */
export function rebaseSteps(
  standing: readonly StandingStep[],
  graph: PlanGraph,
): Rebase | { tooLate: string } {
  const before = new Map(standing.map((row) => [row.step.id, row]));
  const after = new Set(graph.steps.map((step) => step.id));
  const open = new Map<StepId, number>();
  for (const { from, to } of graph.dependencies) {
    const status = before.get(from)?.status;
    if (!status || !isStepDone(status)) open.set(to, (open.get(to) ?? 0) + 1);
  }
  const rebase: Rebase = { kept: [], fresh: [], dropped: [] };
  for (const row of standing) {
    if (after.has(row.step.id)) continue;
    if (!nextStepState(stepState(row), "replace")) return { tooLate: tooLate(row, "drop") };
    rebase.dropped.push(row.step.id);
  }
  for (const step of graph.steps) {
    const row = before.get(step.id);
    const pending = open.get(step.id) ?? 0;
    const fresh = () => rebase.fresh.push({ step, pending, status: pending === 0 ? "ready" : "blocked" });
    if (!row) {
      fresh();
    } else if (!sameJson(row.step, step)) {
      if (!nextStepState(stepState(row), "replace")) return { tooLate: tooLate(row, "change") };
      fresh();
    } else if (row.status === "blocked" || row.status === "ready") {
      // Same definition, but what it waits for may be new: ready can become blocked and the other way round.
      fresh();
    } else if (pending > 0 && nextStepState(stepState(row), "replace")) {
      // It failed or backs off, and must now wait for something new: tried again at once, it would not.
      fresh();
    } else if (pending > 0 && row.status !== "skipped") {
      // What has begun had nothing to wait for. (What a person skipped may have had.)
      return { tooLate: tooLate(row, "change") };
    } else {
      rebase.kept.push({ stepId: step.id, pending });
    }
  }
  return rebase;
}

function tooLate(row: StandingStep, verb: "drop" | "change"): string {
  const state = row.status === "running" ? "is running" : isStepDone(row.status) ? "is done" : "has begun";
  return `“${row.step.title}” ${state} by now, so this replan can no longer ${verb} it.`;
}
