import type { NewApproval } from "#lib/domain/approval.ts";
import type { CallOutcome, CallStart, NewCall, ParkedCall } from "#lib/domain/call.ts";
import type pg from "pg";
import type { Db } from "#lib/db/client.ts";
import type { Json } from "#lib/domain/json.ts";
import { advance, type Advance, type AdvanceRequest } from "#lib/ledger/advance.ts";
import { beginCalls, type BeginRequest } from "#lib/ledger/begin-call.ts";
import { beginCappedCall } from "#lib/ledger/begin-capped-call.ts";
import { capStep, type Capped } from "#lib/ledger/cap-step.ts";
import { expandStep } from "#lib/ledger/expand-step.ts";
import { failStep, type StepFailure } from "#lib/ledger/fail-step.ts";
import { finishCalls, type FinishRequest } from "#lib/ledger/finish-call.ts";
import { giveBackStep } from "#lib/ledger/give-back-step.ts";
import { heartbeat, type Held as HeldStep } from "#lib/ledger/heartbeat.ts";
import {
  changeHolds,
  holdSpend,
  type CapsInForce,
  type Held,
  type NewHold,
  type SpendChange,
  type SpendNeed,
} from "#lib/ledger/hold-spend.ts";
import { heldSteps } from "#lib/ledger/held-steps.ts";
import { StepLostError, type StepToken } from "#lib/ledger/keys.ts";
import { holdStep, type Given } from "#lib/ledger/hold-step.ts";
import { parkStep } from "#lib/ledger/park-step.ts";
import type { NextTry } from "#lib/ledger/lose-step.ts";
import { openUnaskedReplan } from "#lib/services/runs/open-replan.ts";
import { Batches } from "./batches.ts";

/**
 * All that a worker writes to the ledger for its steps, as a port: the crash tests put themselves between, before and after each
 * commit. Every method is one commit, which calls of several steps may share; each is conditional on its token, and a stale token
 * changes nothing.
 */
export type WorkerLedger = {
  /** Finishes steps and claims others, in one transaction. */
  advance: (request: AdvanceRequest) => Promise<Advance>;
  /** @throws StepLostError when the token is stale: then the call must not be made */
  beginCall: (token: StepToken, call: NewCall, spend?: CallSpend) => Promise<CallStart>;
  /** Holds what a request to a model may take at most. */
  holdSpend: (token: StepToken, inForce: CapsInForce, hold: NewHold) => Promise<Held>;
  /** Counts what requests to models took. */
  changeHolds: (token: StepToken, changes: readonly SpendChange[]) => Promise<void>;
  /** @throws StepLostError when the token is stale */
  finishCall: (token: StepToken, callId: string, outcome: CallOutcome) => Promise<void>;
  failStep: (token: StepToken, failure: StepFailure) => Promise<boolean>;
  /** Makes a map wait for its items, which become steps of their own. */
  expandStep: (token: StepToken, items: Json[]) => Promise<boolean>;
  /** Makes a step wait whose call waits for something. */
  parkStep: (token: StepToken, parked: ParkedCall, notes: readonly string[]) => Promise<boolean>;
  /** Makes a step wait whose call people must approve first, or whose output they must look at. */
  holdStep: (
    token: StepToken,
    approval: NewApproval,
    notes: readonly string[],
    given?: Given,
  ) => Promise<boolean>;
  /** Makes a step wait whose call does not fit under a spend cap. */
  capStep: (token: StepToken, capped: Capped, notes: readonly string[]) => Promise<boolean>;
  giveBackStep: (token: StepToken, why: string, fault: boolean, next?: NextTry) => Promise<boolean>;
  /** The running steps that are this worker's by the ledger. */
  heldSteps: (workerId: string) => Promise<StepToken[]>;
  heartbeat: (workerId: string, tokens: readonly StepToken[], leaseSeconds: number) => Promise<HeldStep[]>;
};

/** The caps that a tool call is under, and what it may take of them. */
type CallSpend = { inForce: CapsInForce; need: SpendNeed };

/**
 * The ledger in this database, as a worker writes to it.
 * @param connection the worker's own, for its heartbeats
 */
export function ledgerOf(db: Db, connection: Pick<pg.ClientBase, "query">): WorkerLedger {
  const begins = new Batches((requests: readonly BeginRequest[]) => beginCalls(db, requests));
  const ends = new Batches((requests: readonly FinishRequest[]) => finishCalls(db, requests));
  return {
    advance: (request) => advance(db, request),
    beginCall: async (token, call, spend) => {
      if (spend) return beginCappedCall(db, token, call, spend.inForce, spend.need);
      const start = await begins.ask({ token, call });
      if (!start) throw new StepLostError(token);
      return start;
    },
    finishCall: async (token, callId, outcome) => {
      if (!(await ends.ask({ token, callId, outcome }))) throw new StepLostError(token);
    },
    failStep: (token, failure) => failStep(db, token, failure, openUnaskedReplan),
    expandStep: (token, items) => expandStep(db, token, items),
    parkStep: (token, parked, notes) => parkStep(db, token, parked, notes),
    holdStep: (token, approval, notes, given) => holdStep(db, token, approval, notes, given),
    holdSpend: (token, inForce, hold) => holdSpend(db, token, inForce, hold),
    changeHolds: (token, changes) => changeHolds(db, token, changes),
    capStep: (token, capped, notes) => capStep(db, token, capped, notes),
    giveBackStep: (token, why, fault, next) => giveBackStep(db, token, why, fault, next),
    heldSteps: (workerId) => heldSteps(db, workerId),
    heartbeat: (workerId, tokens, leaseSeconds) => heartbeat(connection, workerId, tokens, leaseSeconds),
  };
}
