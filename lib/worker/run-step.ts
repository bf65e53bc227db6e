import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { executeStep } from "#lib/executor/execute-step.ts";
import type { StepOutcome } from "#lib/executor/ports.ts";
import type { ClaimedStep } from "#lib/ledger/advance.ts";
import type { FinishedStep } from "#lib/ledger/finished-step.ts";
import { StepLostError } from "#lib/ledger/keys.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { persist } from "./persist.ts";
import type { WorkerLedger } from "./worker-ledger.ts";

/** Why a step's work is told to stop. */
export type StopReason = "aborted" | "lost" | "stopping";

const WHY: Record<StopReason, string> = {
  aborted: "Stopped because the run was aborted.",
  lost: "The worker that ran this lost it.",
  stopping: "The worker that ran this was stopped.",
};

/** What a worker's steps are carried out with. */
export type Equipment = {
  /** What tools read from. */
  db: Db;
  ledger: WorkerLedger;
  leaseSeconds: number;
  tools: ReadonlyMap<string, Tool>;
  toolVersions: ReadonlyMap<string, string>;
  log: Logger;
};

/**
 * Carries out a claimed step and records how it ended. Never throws: what cannot be recorded is left to the lease.
 * @param signal aborts with a {@link StopReason}
 */
export async function runStep(step: ClaimedStep, equipment: Equipment, signal: AbortSignal): Promise<void> {
  const { ledger, log } = equipment;
  const about = { runId: step.runId, stepId: step.stepId, attempt: step.attempt };
  try {
    await record(step, await execute(step, equipment, signal), equipment, signal);
  } catch (err) {
    const lost = err instanceof StepLostError;
    if (lost) log.info(about, "the step is no longer this worker's");
    else log.error({ ...about, err }, "the step could not be carried out");
    // Changes nothing when the token is stale. A fault of ours counts like a death, so that it cannot repeat for ever.
    const why = lost ? WHY.aborted : "The worker could not carry this out.";
    await persist(() => ledger.giveBackStep(step, why, !lost)).catch((cause: unknown) => {
      log.error({ ...about, err: cause }, "the step could not be given back; its lease will run out");
    });
  }
}

async function execute(step: ClaimedStep, equipment: Equipment, signal: AbortSignal): Promise<StepOutcome> {
  const { db, ledger, tools, toolVersions, log } = equipment;
  return executeStep(
    {
      workspaceId: step.workspaceId,
      runId: step.runId,
      step: step.step,
      item: step.item,
      goal: step.goal,
      outputs: step.outputs,
      missing: step.missing,
      reuseFrom: step.reuseFrom,
      firstCall: step.firstCall,
      pinnedVersions: step.toolVersions,
    },
    {
      db,
      tools,
      toolVersions,
      signal,
      // Nothing asks for an earlier result before reruns are there.
      earlierResult: () => Promise.resolve(null),
      now: () => new Date(),
      // The worker beats for all of its steps; a tool has nothing to add yet.
      heartbeat: () => undefined,
      onUnexpected: (err) =>
        log.error({ err, runId: step.runId, stepId: step.stepId }, "a tool failed unexpectedly"),
      recorder: {
        // Not tried again: whether the call was recorded would not be known, and it would be recorded twice.
        begin: (call) => ledger.beginCall(step, call),
        finish: (callId, outcome) => persist(() => ledger.finishCall(step, callId, outcome)),
      },
    },
  );
}

async function record(
  step: ClaimedStep,
  outcome: StepOutcome,
  { ledger, leaseSeconds }: Equipment,
  signal: AbortSignal,
): Promise<void> {
  const { workspaceId, runId, stepId, attempt, workerId } = step;
  const token = { workspaceId, runId, stepId, attempt, workerId };
  const finish = (finished: FinishedStep) =>
    ledger.advance({ workerId, finished: [finished], limit: 0, leaseSeconds, after: null });
  switch (outcome.kind) {
    case "succeeded":
    case "bypassed":
      await persist(() => finish({ ...token, ...outcome }));
      return;
    case "expanded":
      await persist(() => ledger.expandStep(token, outcome.items));
      return;
    case "failed":
      await persist(() => ledger.failStep(token, outcome));
      return;
    case "unknown":
      await persist(() => ledger.giveBackStep(token, outcome.why, false));
      return;
    case "stopped":
      await persist(() => ledger.giveBackStep(token, WHY[signal.reason as StopReason], false));
  }
}
