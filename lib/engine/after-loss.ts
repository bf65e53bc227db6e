import type { AttemptStatus, RunStatus } from "#lib/domain/run.ts";
import type { SideEffect } from "#lib/domain/tool.ts";
import type { StepEvent } from "./step-machine.ts";

/** How many workers may die while holding a step before it is taken for the cause. */
export const MAX_WORKER_DEATHS = 5;

/** What becomes of a step, and of its attempt, whose worker is gone. */
export type AfterLoss = {
  event: Extract<StepEvent, "lose" | "lose_unknown" | "fail" | "cancel">;
  attempt: AttemptStatus;
};

/**
 * Decides what becomes of a running step whose worker died or whose lease ran out.
 * @param underWay side effects of its calls that had begun and have no recorded end
 * @param workerDeaths workers lost with this step, this one included
 */
export function afterLoss(
  underWay: readonly SideEffect[],
  workerDeaths: number,
  runStatus: RunStatus,
): AfterLoss {
  const unknown = underWay.includes("once");
  if (runStatus === "aborting") return { event: "cancel", attempt: unknown ? "unknown" : "lost" };
  if (unknown) return { event: "lose_unknown", attempt: "unknown" };
  if (workerDeaths >= MAX_WORKER_DEATHS) return { event: "fail", attempt: "lost" };
  return { event: "lose", attempt: "lost" };
}
