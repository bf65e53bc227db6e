import type { z } from "zod";
import { newId } from "#lib/domain/ids.ts";
import type { ModelSpend, ModelUsage } from "#lib/domain/model.ts";
import type { TryContext } from "./ask-models.ts";
import type { Asking } from "./asking.ts";
import { namesOf, type Choice } from "./connection.ts";
import type { ModelCall } from "./model-call.ts";
import type { ModelMessage } from "./port.ts";
import { PRICE_TABLE, spendOf } from "./prices.ts";
import { failureOf } from "./provider-errors.ts";
import { countedCost, fitWithin, mostReading } from "./quote.ts";
import { addSpend } from "./spend.ts";
import { bothCaps, type Fit, type SpendCap } from "./spend-cap.ts";
import { TryError, type TryFailure } from "./try-error.ts";

const TIMEOUT_MS = 180_000;
/** How long a streaming provider may say nothing before it counts as hanging; before its first word twice that. */
const SILENCE_MS = 60_000;

/** Of a request that was made and never answered: nobody knows what it took. */
const UNKNOWN: ModelSpend = {
  usage: { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null },
  costMicros: null,
};

/** One try of a model: its limits of time, what its requests take, and how it ended. */
export class Turn {
  readonly context: TryContext;
  readonly #id = newId();
  readonly #choice: Choice;
  readonly #asking: Asking;
  readonly #cap: SpendCap;
  readonly #begun: number;
  readonly #limit = new AbortController();
  readonly #silenceMs: number;
  readonly #whole: NodeJS.Timeout;
  #silence: NodeJS.Timeout;
  /** What its answered requests took, null before the first; and as how much they count towards the spend cap. */
  #spend: ModelSpend | null = null;
  #countedMicros = 0;
  /** What the request that has no answer yet is counted as. */
  #held: Fit | null = null;
  #asked = false;
  #holding: Promise<unknown> = Promise.resolve();
  /** What went wrong with the cap itself: no model's fault. */
  #broken: { cause: unknown } | null = null;
  /** How it ended, once it has. */
  #failure: ModelCall["failure"] = "lost";

  constructor(choice: Choice, asking: Asking) {
    this.#choice = choice;
    this.#asking = asking;
    const { request, means } = asking;
    const { timeoutMs = TIMEOUT_MS } = request;
    this.#cap = means.cap ? bothCaps(request.budget.cap, means.cap) : request.budget.cap;
    this.#begun = means.now().getTime();
    this.#silenceMs = means.silenceMs ?? SILENCE_MS;
    this.#whole = setTimeout(this.#expire, timeoutMs);
    this.#silence = setTimeout(this.#expire, Math.min(timeoutMs, this.#silenceMs * 2));
    this.context = {
      choice,
      signal: AbortSignal.any([request.signal, this.#limit.signal]),
      hold: (messages, format) => {
        const holding = this.#hold(messages, format);
        this.#holding = holding.catch(() => undefined);
        return holding;
      },
      used: (usage) => this.#used(usage),
      quiet: { watch: () => this.#watch() },
    };
  }

  /** What the provider counted; null before it did. */
  get usage(): ModelUsage | null {
    return this.#spend?.usage ?? null;
  }

  /** A promise, or the abort of the try, whichever comes first: some streams do not listen. */
  within<R>(promise: Promise<R>): Promise<R> {
    const { signal } = this.context;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason as Error);
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });
  }

  succeeded(): void {
    this.#asking.means.breakers.succeeded(this.#choice.connection.id);
    this.#failure = null;
  }

  /** @returns why it failed @throws the request's reason when that was aborted; what kept the spend cap from being asked */
  failed(cause: unknown): TryFailure {
    const { request, means } = this.#asking;
    const key = this.#choice.connection.id;
    if (request.signal.aborted) {
      this.#abandon();
      throw request.signal.reason;
    }
    if (this.#broken) {
      this.#abandon();
      throw this.#broken.cause;
    }
    const message = `“${this.#choice.connection.name}” took too long to answer.`;
    const late = new TryError("timeout", message, { again: true });
    const failure = failureOf(this.#limit.signal.aborted ? late : cause, this.#choice, means.now());
    if (failure.code === "unavailable" || failure.code === "timeout") means.breakers.failed(key);
    // What was not even asked for says nothing about the connection.
    else if (failure.code === "over_budget") means.breakers.abandoned(key);
    else means.breakers.succeeded(key);
    if (!failure.charged) this.#held = null;
    this.#failure = failure.code;
    this.#asking.note(this.#choice, failure);
    return failure;
  }

  /** Ends it for good, whatever came of it, and records it. */
  async over(): Promise<void> {
    clearTimeout(this.#whole);
    clearTimeout(this.#silence);
    // Its reader stopped reading: the provider is told to stop as well.
    if (this.#failure === "lost") this.#abandon();
    this.#limit.abort();
    // An abort does not wait for the cap, but what that has counted by now must be taken back.
    await this.#holding;
    if (!this.#asked) return;
    if (this.#held) {
      this.#spend = addSpend(this.#spend ?? UNKNOWN, UNKNOWN);
      this.#countedMicros += this.#held.mostMicros;
      this.#asking.spent(UNKNOWN);
    }
    const { means } = this.#asking;
    const call = this.#call();
    await this.#cap.settle(call);
    await means.record(call).catch((err: unknown) => {
      means.log.error({ err }, "what a model was asked could not be recorded");
    });
  }

  readonly #expire = (): void => this.#limit.abort();

  #watch(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(this.#expire, this.#silenceMs);
  }

  async #hold(messages: readonly ModelMessage[], format: z.ZodType | null): Promise<number> {
    const { outputTokens } = this.#asking.request.budget;
    const reading = mostReading(messages, format);
    const call = { ...this.#call(), costMicros: null, priceTable: null };
    let fit: Fit | null;
    try {
      fit = await this.#cap.hold(call, (leftMicros, leftTokens) =>
        fitWithin(this.#choice, reading, outputTokens, leftMicros, leftTokens),
      );
    } catch (cause) {
      this.#broken = { cause };
      throw cause;
    }
    if (fit === null) {
      const message = `“${this.#choice.model}” could cost more than what is left of the spend cap. Raise the cap, or choose a cheaper model.`;
      throw new TryError("over_budget", message);
    }
    this.#asked = true;
    // Nothing was sent yet, so nothing was spent.
    this.context.signal.throwIfAborted();
    this.#held = fit;
    return fit.outputTokens;
  }

  #used(usage: ModelUsage): void {
    const spend = spendOf(this.#choice, usage);
    this.#spend = this.#spend === null ? spend : addSpend(this.#spend, spend);
    this.#countedMicros += countedCost(this.#choice, usage) ?? this.#held?.mostMicros ?? 0;
    this.#held = null;
    this.#asking.spent(spend);
  }

  #abandon(): void {
    this.#asking.means.breakers.abandoned(this.#choice.connection.id);
    this.#failure = "aborted";
  }

  #call(): ModelCall {
    const { role, request, means } = this.#asking;
    // What a provider refused cost nothing.
    const costMicros =
      this.#spend === null && this.#failure !== "lost" ? 0 : (this.#spend?.costMicros ?? null);
    return {
      id: this.#id,
      role,
      purpose: request.purpose,
      ...namesOf(this.#choice),
      usage: this.usage,
      costMicros,
      priceTable: this.#spend !== null && costMicros !== null ? PRICE_TABLE : null,
      capKey: request.budget.cap.key,
      countedMicros: this.#countedMicros,
      failure: this.#failure,
      seconds: (means.now().getTime() - this.#begun) / 1_000,
    };
  }
}
