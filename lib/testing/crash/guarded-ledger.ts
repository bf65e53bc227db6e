import type { FinishedStep } from "#lib/ledger/finished-step.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import type { WorkerLedger } from "#lib/worker/worker-ledger.ts";
import type { Doom } from "./doom.ts";
import type { AckLine, LineFile } from "./outside.ts";

/** Remembers which attempt and call stand behind a key or a step, for the lines that tools write. */
export type Whereabouts = {
  byKey: Map<string, { attempt: number; call: number }>;
  byStep: Map<string, number>;
};

/**
 * Wraps a worker's ledger port: dies before or after a commit when told to, and writes down what was acknowledged. What stands
 * in that file was committed as far as this worker knows; the checks look for it in the database.
 */
export function guardedLedger(
  port: WorkerLedger,
  doom: Doom,
  acks: LineFile<AckLine>,
  where: Whereabouts,
): WorkerLedger {
  const say = (line: Said) => acks.write({ ...line, at: Date.now() });
  return {
    advance: async (request) => {
      const some = request.finished.length > 0;
      if (some) doom.at("advance:before");
      const answer = await port.advance(request);
      const stale = new Set(answer.stale.map(keyOf));
      for (const step of request.finished) {
        if (!stale.has(keyOf(step))) say({ t: "finished", token: bare(step), kind: kindOf(step) });
      }
      for (const step of answer.claimed) {
        say({ t: "claimed", token: bare(step) });
        where.byStep.set(`${step.runId} ${step.stepId}`, step.attempt);
      }
      if (some) doom.at("advance:after");
      if (answer.claimed.length > 0) doom.at("advance:claimed");
      return answer;
    },
    beginCall: async (token, call, spend) => {
      doom.at("beginCall:before");
      const start = await port.beginCall(token, call, spend);
      if (start.kind === "make") {
        const { callId, idempotencyKey } = start;
        say({ t: "begun", token: bare(token), callId, key: idempotencyKey, call: call.call });
        where.byKey.set(idempotencyKey, { attempt: token.attempt, call: call.call });
      }
      doom.at("beginCall:after");
      return start;
    },
    finishCall: async (token, callId, outcome) => {
      doom.at("finishCall:before");
      await port.finishCall(token, callId, outcome);
      say({ t: "ended", token: bare(token), callId, status: outcome.status });
      doom.at("finishCall:after");
    },
    failStep: async (token, failure) => {
      doom.at("failStep:before");
      const done = await port.failStep(token, failure);
      if (done) say({ t: "failed", token: bare(token) });
      doom.at("failStep:after");
      return done;
    },
    parkStep: async (token, parked, notes) => {
      doom.at("parkStep:before");
      const done = await port.parkStep(token, parked, notes);
      if (done) say({ t: "parked", token: bare(token) });
      doom.at("parkStep:after");
      return done;
    },
    holdStep: async (token, approval, notes, given) => {
      const done = await port.holdStep(token, approval, notes, given);
      if (done) say({ t: "parked", token: bare(token) });
      return done;
    },
    capStep: async (token, capped, notes) => {
      const done = await port.capStep(token, capped, notes);
      if (done) say({ t: "parked", token: bare(token) });
      return done;
    },
    holdSpend: (token, inForce, hold) => port.holdSpend(token, inForce, hold),
    changeHolds: (token, changes) => port.changeHolds(token, changes),
    expandStep: async (token, items) => {
      doom.at("expandStep:before");
      const done = await port.expandStep(token, items);
      if (done) say({ t: "expanded", token: bare(token), items: items.length });
      doom.at("expandStep:after");
      return done;
    },
    giveBackStep: async (token, why, fault, next) => {
      doom.at("giveBackStep:before");
      const done = await port.giveBackStep(token, why, fault, next);
      if (done) say({ t: "given_back", token: bare(token) });
      doom.at("giveBackStep:after");
      return done;
    },
    heldSteps: (workerId) => port.heldSteps(workerId),
    heartbeat: async (workerId, tokens, leaseSeconds) => {
      doom.at("heartbeat:before");
      const held = await port.heartbeat(workerId, tokens, leaseSeconds);
      doom.at("heartbeat:after");
      return held;
    },
  };
}

type Said = AckLine extends infer Line ? (Line extends AckLine ? Omit<Line, "at"> : never) : never;

function bare({ runId, stepId, attempt, workerId }: StepToken) {
  return { runId, stepId, attempt, workerId };
}

function keyOf({ runId, stepId, attempt }: StepToken): string {
  return `${runId} ${stepId} ${attempt}`;
}

function kindOf(step: FinishedStep): string {
  return step.kind;
}
