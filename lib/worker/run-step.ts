import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { argumentReferences } from "#lib/domain/graph.ts";
import { executeStep } from "#lib/executor/execute-step.ts";
import type { StepOutcome } from "#lib/executor/ports.ts";
import { beginCall } from "#lib/ledger/begin-call.ts";
import type { ClaimedStep } from "#lib/ledger/claim-steps.ts";
import { completeStep } from "#lib/ledger/complete-step.ts";
import { failStep } from "#lib/ledger/fail-step.ts";
import { finishCall } from "#lib/ledger/finish-call.ts";
import { giveBackStep } from "#lib/ledger/give-back-step.ts";
import { StepLostError } from "#lib/ledger/keys.ts";
import { loadStep } from "#lib/ledger/load-step.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { persist } from "./persist.ts";

/** Why a step's work is told to stop. */
export type StopReason = "aborted" | "lost" | "stopping";

const WHY: Record<StopReason, string> = {
  aborted: "Stopped because the run was aborted.",
  lost: "The worker that ran this lost it.",
  stopping: "The worker that ran this was stopped.",
};

/** What a worker's steps are carried out with. */
export type Equipment = {
  db: Db;
  tools: ReadonlyMap<string, Tool>;
  toolVersions: ReadonlyMap<string, string>;
  log: Logger;
};

/**
 * Carries out a claimed step and records how it ended. Never throws: what cannot be recorded is left to the lease.
 * @param signal aborts with a {@link StopReason}
 */
export async function runStep(step: ClaimedStep, equipment: Equipment, signal: AbortSignal): Promise<void> {
  const { db, log } = equipment;
  const about = { runId: step.runId, stepId: step.stepId, attempt: step.attempt };
  try {
    await record(step, await execute(step, equipment, signal), db, signal);
  } catch (err) {
    const lost = err instanceof StepLostError;
    if (lost) log.info(about, "the step is no longer this worker's");
    else log.error({ ...about, err }, "the step could not be carried out");
    // Changes nothing when the token is stale. A fault of ours counts like a death, so that it cannot repeat for ever.
    const why = lost ? WHY.aborted : "The worker could not carry this out.";
    await persist(() => giveBackStep(db, step, why, !lost)).catch((cause: unknown) => {
      log.error({ ...about, err: cause }, "the step could not be given back; its lease will run out");
    });
  }
}

async function execute(step: ClaimedStep, equipment: Equipment, signal: AbortSignal): Promise<StepOutcome> {
  const { db, tools, toolVersions, log } = equipment;
  const calls = [step.step.args, ...step.step.fallbacks.map((fallback) => fallback.args)];
  const refs = new Set(calls.flatMap((args) => argumentReferences(args).map(({ ref }) => ref)));
  const around = await persist(() => loadStep(db, step, [...refs]));
  return executeStep(
    {
      workspaceId: step.workspaceId,
      runId: step.runId,
      step: step.step,
      goal: around.goal,
      outputs: around.outputs,
      pinnedVersions: around.toolVersions,
    },
    {
      db,
      tools,
      toolVersions,
      signal,
      now: () => new Date(),
      // The worker beats for all of its steps; a tool has nothing to add yet.
      heartbeat: () => undefined,
      onUnexpected: (err) =>
        log.error({ err, runId: step.runId, stepId: step.stepId }, "a tool failed unexpectedly"),
      recorder: {
        // Not tried again: whether the call was recorded would not be known, and it would be recorded twice.
        begin: (call) => beginCall(db, step, call),
        finish: (callId, outcome) => persist(() => finishCall(db, step, callId, outcome)),
      },
    },
  );
}

async function record(step: ClaimedStep, outcome: StepOutcome, db: Db, signal: AbortSignal): Promise<void> {
  switch (outcome.kind) {
    case "succeeded":
      await persist(() => completeStep(db, step, outcome));
      return;
    case "failed":
      await persist(() => failStep(db, step, outcome.error, outcome.notes));
      return;
    case "unknown":
      await persist(() => giveBackStep(db, step, outcome.why, false));
      return;
    case "stopped":
      await persist(() => giveBackStep(db, step, WHY[signal.reason as StopReason], false));
  }
}
