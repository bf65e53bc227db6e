import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import type { NewCall } from "#lib/domain/call.ts";
import { executeStep } from "#lib/executor/execute-step.ts";
import type { StepOutcome } from "#lib/executor/ports.ts";
import type { ClaimedStep } from "#lib/ledger/advance.ts";
import { earlierResult } from "#lib/ledger/earlier-result.ts";
import { filledBefore } from "#lib/ledger/filled-before.ts";
import type { FinishedStep } from "#lib/ledger/finished-step.ts";
import { StepLostError, type StepToken } from "#lib/ledger/keys.ts";
import type { NextTry } from "#lib/ledger/lose-step.ts";
import { parkedBefore } from "#lib/ledger/parked-before.ts";
import type { ConnectMeans } from "#lib/tools/http/guarded-connector.ts";
import { childRunsOf } from "./child-runs.ts";
import type { DatabaseClock } from "./database-clock.ts";
import { troubleOf } from "./database-errors.ts";
import { gateOf } from "./gate.ts";
import { outboundOf } from "./outbound.ts";
import { acceptedOutput, heldOutput } from "./held-output.ts";
import { outputGuardOf, wordsGuardOf } from "./output-guard.ts";
import { attemptSpend, type AttemptSpend } from "./attempt-spend.ts";
import { StepVoice } from "./step-voice.ts";
import { modelAccess } from "./model-access.ts";
import { persist } from "./persist.ts";
import type { WorkspacePolicies } from "./workspace-policies.ts";
import type { AttemptSecrets } from "./workspace-secrets.ts";
import type { WorkspaceTools } from "./workspace-tools.ts";
import { WHY, type StopReason } from "./stop-reason.ts";
import type { WorkerLedger } from "./worker-ledger.ts";

/** What a worker's steps are carried out with. */
export type Equipment = {
  /** What tools read from. */
  db: Db;
  ledger: WorkerLedger;
  /** Has a step's end recorded with others. @returns whether the token still held */
  finish: (step: FinishedStep) => Promise<boolean>;
  leaseSeconds: number;
  clock: DatabaseClock;
  policies: Pick<WorkspacePolicies, "of" | "activeOf">;
  secrets: { forAttempt: (workspaceId: string) => Pick<AttemptSecrets, "get" | "values"> };
  toolkits: Pick<WorkspaceTools, "of">;
  /** How tools' requests are dialled; only tests have others than the system's. */
  connect?: Partial<ConnectMeans>;
  log: Logger;
};

/** A step that is being carried out. */
export type StepInHand = {
  token: StepToken;
  stop: (reason: StopReason) => void;
  /** When its end is recorded, or it is clear that it cannot be. Never rejects. */
  ended: Promise<void>;
};

/** Begins to carry out a claimed step; how it ends is recorded. */
export function startStep(claimed: ClaimedStep, equipment: Equipment): StepInHand {
  const { workspaceId, runId, stepId, attempt, workerId } = claimed;
  const token = { workspaceId, runId, stepId, attempt, workerId };
  const attemptInHand = new AttemptInHand(claimed, token, equipment);
  return { token, stop: (reason) => attemptInHand.stop(reason), ended: attemptInHand.carryOut() };
}

/** A worker told to stop makes no further call. */
class StoppedError extends Error {}

class AttemptInHand {
  readonly #claimed: ClaimedStep;
  readonly #token: StepToken;
  readonly #equipment: Equipment;
  readonly #controller = new AbortController();
  /** The call that is being made, or was made last. */
  #call: NewCall | null = null;
  /** Null: no spend cap covers it. */
  #spend: AttemptSpend | null = null;

  constructor(claimed: ClaimedStep, token: StepToken, equipment: Equipment) {
    this.#claimed = claimed;
    this.#token = token;
    this.#equipment = equipment;
  }

  /** A step that is too slow goes on where stopping it would not help or could do harm. */
  stop(reason: StopReason): void {
    const slow = reason === "retry_elsewhere" || reason === "fall_back";
    if (slow && this.#call?.sideEffect === "once") return;
    if (reason === "fall_back" && this.#nextCall() > this.#claimed.step.fallbacks.length) return;
    this.#controller.abort(reason);
  }

  async carryOut(): Promise<void> {
    const { ledger, log } = this.#equipment;
    const { runId, stepId, attempt } = this.#token;
    const about = { runId, stepId, attempt };
    try {
      const held = await this.#record(await this.#execute());
      if (!held) log.info(about, "the step is no longer this worker's");
    } catch (err) {
      const lost = err instanceof StepLostError;
      const stopped = err instanceof StoppedError;
      if (lost) log.info(about, "the step is no longer this worker's");
      else if (!stopped) log.error({ ...about, err }, "the step could not be carried out");
      // Changes nothing when the token is stale.
      await persist(async () => {
        if (stopped) await this.#giveBackStopped();
        else if (lost) await ledger.giveBackStep(this.#token, WHY.aborted, false);
        else await this.#giveUp(err);
      }).catch((cause: unknown) => {
        log.error({ ...about, err: cause }, "the step could not be given back; its lease will run out");
      });
    }
  }

  async #execute(): Promise<StepOutcome> {
    const { db, log } = this.#equipment;
    const voice = new StepVoice(db, this.#token, log);
    try {
      return await this.#executeWith(voice);
    } finally {
      // What it asked models is told before its end is, while the step is still this worker's.
      await voice.end();
    }
  }

  async #executeWith(voice: StepVoice): Promise<StepOutcome> {
    const { ledger, clock, log, db, toolkits, policies } = this.#equipment;
    const { workspaceId, runId, stepId } = this.#token;
    const { reuseFrom, step } = this.#claimed;
    const { tools, versions: toolVersions } = await toolkits.of(workspaceId, this.#claimed);
    const secrets = this.#equipment.secrets.forAttempt(workspaceId);
    const spend = attemptSpend(this.#token, await policies.activeOf(workspaceId), {
      ledger,
      tools,
      log,
      step,
    });
    this.#spend = spend;
    const asking = () =>
      modelAccess(
        { db, log },
        workspaceId,
        { runId, stepId },
        (use) => voice.say({ type: "step.asked", stepId, use }),
        spend?.cap,
      );
    return executeStep(
      { ...this.#claimed, pinnedVersions: this.#claimed.toolVersions },
      {
        db,
        tools,
        toolVersions,
        signal: this.#controller.signal,
        earlierResult: async (key) =>
          reuseFrom === null ? null : earlierResult(db, this.#token, reuseFrom, key),
        asking,
        write: (piece) => voice.write(piece),
        filledBefore: (call) => filledBefore(db, this.#token, call),
        acceptedBefore: () => acceptedOutput(db, this.#token, this.#claimed),
        parkedBefore: () => parkedBefore(db, this.#token),
        gate: gateOf(this.#token, {
          db,
          policy: () => this.#equipment.policies.of(workspaceId),
          manifest: this.#claimed.manifest,
          tools,
          ownSecrets: () => secrets.values(),
        }),
        spend,
        guardOutput: outputGuardOf({
          policy: () => this.#equipment.policies.of(workspaceId),
          ownSecrets: () => secrets.values(),
          asking,
          signal: this.#controller.signal,
        }),
        guardWords: wordsGuardOf({
          policy: () => this.#equipment.policies.of(workspaceId),
          ownSecrets: () => secrets.values(),
        }),
        childRuns: (key) => childRunsOf(db, this.#token, key),
        secret: (name) => secrets.get(name),
        http: outboundOf(
          () => this.#equipment.policies.of(workspaceId),
          this.#claimed.manifest,
          this.#equipment.connect,
        ),
        log: log.child({ runId, stepId }),
        now: () => clock.now(),
        // The worker beats for all of its steps; a tool has nothing to add yet.
        heartbeat: () => undefined,
        onUnexpected: (err) => log.error({ err, runId, stepId }, "a tool failed unexpectedly"),
        recorder: {
          // Not tried again: whether the call was recorded would not be known, and it would be recorded twice.
          begin: async (call, bound) => {
            if (this.#controller.signal.aborted) throw new StoppedError();
            this.#call = call;
            return spend ? spend.begin(call, bound) : ledger.beginCall(this.#token, call);
          },
          finish: async (callId, outcome) => {
            await persist(() => ledger.finishCall(this.#token, callId, outcome));
            spend?.finished();
          },
        },
      },
    );
  }

  /** @returns whether the token still held */
  #record(outcome: StepOutcome): Promise<boolean> {
    const { ledger, finish } = this.#equipment;
    switch (outcome.kind) {
      case "succeeded":
      case "bypassed":
        return finish({ ...this.#token, ...outcome });
      case "expanded":
        return persist(() => ledger.expandStep(this.#token, outcome.items));
      case "failed":
        return persist(() => ledger.failStep(this.#token, outcome));
      case "parked":
        return persist(() => ledger.parkStep(this.#token, outcome.parked, outcome.notes));
      case "held":
        return persist(() => ledger.holdStep(this.#token, outcome.approval, outcome.notes));
      case "capped":
        return persist(() => this.#cap(outcome));
      case "questioned":
        return persist(async () => {
          const policy = await this.#equipment.policies.of(this.#token.workspaceId);
          const { approval, given } = heldOutput(this.#claimed, policy, outcome);
          return ledger.holdStep(this.#token, approval, outcome.notes, given);
        });
      case "unknown":
        return persist(() => ledger.giveBackStep(this.#token, outcome.why, false));
      case "stopped":
        return persist(() => this.#giveBackStopped());
    }
  }

  #cap({ stop, notes }: Extract<StepOutcome, { kind: "capped" }>): Promise<boolean> {
    const capped = this.#spend?.capped(stop);
    if (!capped) throw new Error("A step without a spend cap was stopped at one.");
    return this.#equipment.ledger.capStep(this.#token, capped, notes);
  }

  #giveBackStopped(): Promise<boolean> {
    const reason = this.#controller.signal.reason as StopReason;
    const next: Record<string, NextTry> = {
      retry_elsewhere: { avoidWorker: true },
      fall_back: { firstCall: this.#nextCall() },
    };
    return this.#equipment.ledger.giveBackStep(this.#token, WHY[reason], false, next[reason]);
  }

  /** A fault of ours counts like a death, so that it cannot repeat for ever; what the database refuses fails the step. */
  async #giveUp(err: unknown): Promise<void> {
    const { ledger } = this.#equipment;
    const trouble = troubleOf(err);
    if (trouble === "data") {
      const error = { code: "unstorable", message: "What it gave cannot be stored.", retryable: false };
      await ledger.failStep(this.#token, { error, notes: [], calls: [], missing: null });
      return;
    }
    const why = "The worker could not carry this out.";
    await ledger.giveBackStep(this.#token, why, trouble === "other");
  }

  #nextCall(): number {
    return (this.#call?.call ?? this.#claimed.firstCall) + 1;
  }
}
