import type { Logger } from "#lib/config/logger.ts";
import type { CallBound, CallStart, NewCall } from "#lib/domain/call.ts";
import type { ApprovalTerms } from "#lib/domain/approval.ts";
import { newId } from "#lib/domain/ids.ts";
import { spendTerms } from "#lib/domain/policy.ts";
import { capRows, type SpendStop } from "#lib/domain/spend.ts";
import type { Step } from "#lib/domain/step.ts";
import type { Capped } from "#lib/ledger/cap-step.ts";
import type { CapsInForce, SpendNeed } from "#lib/ledger/hold-spend.ts";
import { StepLostError, type StepToken } from "#lib/ledger/keys.ts";
import type { SpendRules } from "#lib/ledger/sweep-capped.ts";
import type { ModelCall } from "#lib/models/model-call.ts";
import type { Fit, SpendCap } from "#lib/models/spend-cap.ts";
import type { ActivePolicy } from "#lib/services/policies/active-policy.ts";
import type { Tool } from "#lib/tools/contract.ts";
import { persist } from "./persist.ts";
import type { WorkerLedger } from "./worker-ledger.ts";

/** What passes between a call's record and its beginning, and between its end and the record of that. */
const AROUND_MS = 2_000;
/** A call that has less time than this is not worth beginning. */
const LEAST_MS = 1_000;
/** How often a request to a model is made smaller when others take what is left at the same time. */
const MOST_FITS = 5;

type Means = {
  ledger: Pick<WorkerLedger, "beginCall" | "holdSpend" | "changeHolds">;
  tools: ReadonlyMap<string, Tool>;
  log: Pick<Logger, "error">;
  step: Step;
};
/** What is held for a try of a model: its last request, and what those before it took. */
type HeldTry = { id: string; tokens: number; millis: number; since: number; before: Counted };
type Counted = { micros: number; tokens: number };

/** What a policy says of spend. */
export function spendRules({ number, policy }: ActivePolicy): SpendRules {
  return { inForce: { policy: number, caps: capRows(policy.caps) }, terms: spendTerms(policy) };
}

/** The spend caps that an attempt is under; null when the policy has none, and then nothing is held or looked up. */
export function attemptSpend(token: StepToken, policy: ActivePolicy, means: Means): AttemptSpend | null {
  const { inForce, terms } = spendRules(policy);
  return inForce.caps.length === 0 ? null : new AttemptSpend(token, inForce, terms, means);
}

/**
 * What one attempt spends under the policy's caps: each tool call and each request to a model is held at what it may take at most before
 * it is made, and counted as what it took when that is known. What a request did not fit under is kept, so that the step can wait there.
 */
export class AttemptSpend {
  /** The cap that the latest call or request was stopped at; null when it was made. */
  stop: SpendStop | null = null;
  readonly #token: StepToken;
  readonly #inForce: CapsInForce;
  readonly #terms: ApprovalTerms;
  readonly #means: Means;
  readonly #tries = new Map<string, HeldTry>();
  /** While a tool is at work, its time is held already. */
  #toolAtWork = false;
  #refused: { need: SpendNeed; what: string } | null = null;

  constructor(token: StepToken, inForce: CapsInForce, terms: ApprovalTerms, means: Means) {
    this.#token = token;
    this.#inForce = inForce;
    this.#terms = terms;
    this.#means = means;
  }

  /** Records a tool call with what it holds. @throws StepLostError */
  async begin(call: NewCall, { micros, seconds }: CallBound): Promise<CallStart> {
    const need: SpendNeed = {
      kind: "tool",
      tool: call.tool,
      micros,
      tokens: 0,
      millis: Math.ceil(seconds * 1_000) + AROUND_MS,
      leastMillis: LEAST_MS + AROUND_MS,
      unpriced: null,
    };
    const spend = { inForce: this.#inForce, need };
    const start = await this.#means.ledger.beginCall(this.#token, call, spend);
    if (start.kind === "capped")
      this.#refuse(start.stop, need, this.#means.tools.get(call.tool)?.title ?? call.tool);
    if (start.kind !== "make") return start;
    this.stop = null;
    this.#toolAtWork = true;
    const { mostMillis } = start;
    return mostMillis === undefined ? start : { ...start, mostMillis: mostMillis - AROUND_MS };
  }

  /** The tool at work has ended. */
  finished(): void {
    this.#toolAtWork = false;
  }

  /** What covers the attempt's requests to models. */
  readonly cap: SpendCap = {
    key: null,
    hold: async (call, fit) => {
      // What the request before it took is known by now.
      const before = await this.#count(call);
      let fitting = fit(Number.POSITIVE_INFINITY);
      for (let tries = 0; fitting !== null && tries < MOST_FITS; tries++) {
        const need = this.#needOf(call, fitting);
        const id = newId();
        const held = await this.#means.ledger.holdSpend(this.#token, this.#inForce, {
          ...need,
          id,
          callId: call.id,
        });
        if (held.held) {
          const { millis } = held;
          this.#tries.set(call.id, { id, tokens: fitting.tokens, millis, since: performance.now(), before });
          this.stop = null;
          return fitting;
        }
        const { stop, left } = held;
        if (stop === null) throw new StepLostError(this.#token);
        this.#refuse(stop, need, `the model ${call.model}`);
        // A shorter answer fits into what is left for good; what others hold is waited for.
        const smaller =
          stop.why === "cap" && !stop.passing && (stop.quantity === "micros" || stop.quantity === "tokens");
        if (!smaller || !left) return null;
        fitting = fit(left.micros ?? Number.POSITIVE_INFINITY, left.tokens ?? Number.POSITIVE_INFINITY);
      }
      return null;
    },
    settle: async (call) => void (await this.#count(call)),
  };

  /** How the step waits at the cap that it was stopped at. */
  capped(stop: SpendStop): Capped | null {
    return this.#refused && { ...this.#refused, stop, terms: this.#terms };
  }

  #refuse(stop: SpendStop, need: SpendNeed, what: string): void {
    this.stop = stop;
    this.#refused = { need, what };
  }

  #needOf({ provider, model }: ModelCall, { mostMicros, tokens, priced }: Fit): SpendNeed {
    const millis = this.#toolAtWork ? 0 : Math.ceil(this.#means.step.timeoutSeconds * 1_000);
    const unpriced = priced ? null : `${model} of ${provider}`;
    return { kind: "model", tool: null, micros: mostMicros, tokens, millis, leastMillis: millis, unpriced };
  }

  /**
   * Counts the last request of a try as what it took.
   * @returns what all its requests have taken
   */
  async #count(call: ModelCall): Promise<Counted> {
    const held = this.#tries.get(call.id);
    if (!held) return { micros: call.countedMicros, tokens: tokensOf(call) ?? 0 };
    this.#tries.delete(call.id);
    const micros = Math.max(0, call.countedMicros - held.before.micros);
    const known = tokensOf(call);
    // What a provider refused took nothing; what it did not count may have been all.
    const tokens = known !== null ? Math.max(0, known - held.before.tokens) : micros === 0 ? 0 : held.tokens;
    const millis = Math.min(held.millis, Math.ceil(performance.now() - held.since));
    const change = { id: held.id, micros, tokens, calls: 1, millis };
    try {
      await persist(() => this.#means.ledger.changeHolds(this.#token, [change]));
    } catch (err) {
      // It then counts as it is held.
      this.#means.log.error({ err }, "what a model took could not be counted");
    }
    return { micros: held.before.micros + micros, tokens: held.before.tokens + tokens };
  }
}

function tokensOf({ usage }: ModelCall): number | null {
  if (usage === null || usage.inputTokens === null || usage.outputTokens === null) return null;
  return usage.inputTokens + usage.outputTokens;
}
