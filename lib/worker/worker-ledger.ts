import type { CallOutcome, CallStart, EndedCall, NewCall } from "#lib/domain/call.ts";
import type { Json } from "#lib/domain/json.ts";
import type { StepError } from "#lib/domain/run.ts";
import type { Advance, AdvanceRequest } from "#lib/ledger/advance.ts";
import type { Held } from "#lib/ledger/heartbeat.ts";
import type { StepToken } from "#lib/ledger/keys.ts";

/**
 * All that a worker writes to the ledger for its steps, as a port: the crash tests put themselves between, before and after each
 * commit. Every method is one commit, conditional on the token; a stale token changes nothing.
 */
export type WorkerLedger = {
  /** Finishes steps and claims others, in one transaction. */
  advance: (request: AdvanceRequest) => Promise<Advance>;
  /** @throws StepLostError when the token is stale: then the call must not be made */
  beginCall: (token: StepToken, call: NewCall) => Promise<CallStart>;
  /** @throws StepLostError when the token is stale */
  finishCall: (token: StepToken, callId: string, outcome: CallOutcome) => Promise<void>;
  failStep: (
    token: StepToken,
    failure: { error: StepError; notes: string[]; calls: EndedCall[]; missing: string[] | null },
  ) => Promise<boolean>;
  /** Makes a map wait for its items, which become steps of their own. */
  expandStep: (token: StepToken, items: Json[]) => Promise<boolean>;
  giveBackStep: (token: StepToken, why: string, fault: boolean) => Promise<boolean>;
  heartbeat: (workerId: string, tokens: readonly StepToken[], leaseSeconds: number) => Promise<Held[]>;
};
