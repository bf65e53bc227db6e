import { z } from "zod";
import { ask, type Db } from "#lib/db/client.ts";
import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Manifest } from "#lib/domain/manifest.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { Step } from "#lib/domain/step.ts";
import { nextRunStatus, runStatusesFor } from "#lib/engine/run-machine.ts";
import { stepStatesFor } from "#lib/engine/step-machine.ts";
import { RunStatus } from "#lib/domain/run.ts";
import { createLogger } from "#lib/config/logger.ts";
import { announce } from "#lib/events/announce.ts";
import { ClaimedRow, completeClaims } from "./completed-claims.ts";
import { finishedRows, rowsOf } from "./finished-rows.ts";
import type { FinishedStep } from "./finished-step.ts";
import { runTopic, type StepToken } from "./keys.ts";
import { settleRun } from "./settle-runs.ts";

/** An earlier step as a later one sees it; one that was skipped without an output has null. */
export type EarlierStep = { title: string; output: Json };

/** A step that a worker has taken: its token, its definition, and what it needs to be carried out. */
export type ClaimedStep = StepToken & {
  step: Step;
  goal: GoalAnalysis | null;
  /** Hash of each tool's definition, as the run pinned it. */
  /** What the run was approved for; null: it began before there were manifests. */
  manifest: Manifest | null;
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
export type Advance = { claimed: ClaimedStep[]; stale: StepToken[]; skipped: boolean; next: string | null };

const RunRef = z.object({ workspaceId: z.string(), runId: z.string() });
const Answer = z.object({
  held: z.array(z.number()),
  unsettled: z.array(RunRef),
  claimed: z.array(ClaimedRow),
  skipped: z.boolean(),
  next: z.string().nullable(),
});

/** The state machines' tables, as far as the statement needs them. */
const STATES = JSON.stringify({
  succeed: stepStatesFor("succeed"),
  bypass: stepStatesFor("bypass"),
  claim: stepStatesFor("claim"),
  claimRun: runStatusesFor("claim"),
  finishRun: runStatusesFor("finish").filter((status) => nextRunStatus(status, "finish") === "succeeded"),
  overRun: RunStatus.options.filter(isRunOver),
});

/**
 * Finishes steps and claims others in one statement, each conditional on its token: steps and attempts ended, outputs stored,
 * dependents made ready, events appended, runs ended when nothing is left; then up to `limit` steps taken, each with a new
 * token, a lease by the database's clock, an attempt and an event. See advance_steps in prisma/migrations.
 */
export async function advance(db: Db, request: AdvanceRequest): Promise<Advance> {
  const { workerId, limit, leaseSeconds, after } = request;
  const asked = JSON.stringify({ workerId, limit, leaseSeconds, after });
  const payload = `{"states":${STATES},${finishedRows(request.finished)},${asked.slice(1)}`;
  const answer = Answer.parse(
    await ask(db, "advance", "select advance_steps($1::jsonb) as answer", [payload]),
  );
  const numbers = new Set(answer.held);
  const held = request.finished.filter((step) => numbers.has(rowsOf(step).n));
  for (const { workspaceId, runId } of [...held, ...answer.claimed]) {
    announce(db, workspaceId, [runTopic(runId)]);
  }
  for (const run of answer.unsettled) {
    // What was claimed is the worker's already. Whoever looks for runs that were left so finds this one.
    await settleRun(db, run).catch((err: unknown) => {
      createLogger("ledger").warn({ err, ...run }, "a run was left to be settled later");
    });
  }
  const stale = request.finished.filter((step) => !numbers.has(rowsOf(step).n)).map(tokenOf);
  return {
    claimed: await completeClaims(db, workerId, answer.claimed),
    stale,
    skipped: answer.skipped,
    next: answer.next,
  };
}

function tokenOf({ workspaceId, runId, stepId, attempt, workerId }: StepToken): StepToken {
  return { workspaceId, runId, stepId, attempt, workerId };
}
