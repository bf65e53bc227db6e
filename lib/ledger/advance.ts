import type { Db } from "#lib/db/client.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Step } from "#lib/domain/step.ts";
import { stepsRead } from "#lib/domain/step-reads.ts";
import { bypassStep } from "./bypass-step.ts";
import { claimSteps } from "./claim-steps.ts";
import { completeStep } from "./complete-step.ts";
import type { FinishedStep } from "./finished-step.ts";
import type { RunKey, StepToken } from "./keys.ts";
import { loadStep } from "./load-step.ts";

/** An earlier step as a later one sees it; one that was skipped without an output has null. */
export type EarlierStep = { title: string; output: Json };

/** A step that a worker has taken: its token, its definition, and what it needs to be carried out. */
export type ClaimedStep = StepToken & {
  step: Step;
  goal: GoalAnalysis | null;
  /** Hash of each tool's definition, as the run pinned it. */
  toolVersions: Record<string, string>;
  /** The outputs it reads, by step id. */
  outputs: ReadonlyMap<string, EarlierStep>;
  /** Of an item of a map: its value. */
  item: { index: number; value: Json } | null;
  /** What its done-condition missed the last time. */
  missing: string[];
  /** The run whose result this step may take over; null when there is none, or it must be done anew. */
  reuseFrom: string | null;
  /** Which of its fallbacks to begin with (0: its own tool), when it was too slow before. */
  firstCall: number;
};

/** What a worker has finished, and how much it can take on. `after`: the `next` of its last request, so that runs take turns. */
export type AdvanceRequest = {
  workerId: string;
  finished: readonly FinishedStep[];
  limit: number;
  leaseSeconds: number;
  after: string | null;
};

/**
 * What came of it. `stale`: finished steps whose token no longer held, which changed nothing. `skipped`: a run with ready steps
 * was locked by another transaction; look again at once.
 */
export type Advance = {
  claimed: ClaimedStep[];
  stale: StepToken[];
  /** Runs that have to be looked at because nothing goes on in them, or they are to pause or end. */
  unsettled: RunKey[];
  skipped: boolean;
  next: string | null;
};

/** Finishes steps and claims others, each conditional on its token. */
export async function advance(db: Db, request: AdvanceRequest): Promise<Advance> {
  const stale: StepToken[] = [];
  for (const step of request.finished) {
    const { workspaceId, runId, stepId, attempt, workerId } = step;
    const applied =
      step.kind === "succeeded" ? await completeStep(db, step, step) : await bypassStep(db, step, step.why);
    if (!applied) stale.push({ workspaceId, runId, stepId, attempt, workerId });
  }
  const nothing = { steps: [], skipped: false };
  const { steps, skipped } = request.limit > 0 ? await claimSteps(db, request) : nothing;
  const claimed = steps.map(async ({ item, missing, ...token }): Promise<ClaimedStep> => {
    const { step } = token;
    const around = await loadStep(db, token, stepsRead(step));
    return { ...token, ...around, item, missing, firstCall: 0 };
  });
  return { claimed: await Promise.all(claimed), stale, unsettled: [], skipped, next: null };
}
