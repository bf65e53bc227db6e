import type { ModelPrice, ModelRole, ModelSpend, ModelUsage } from "#lib/domain/model.ts";
import type { Logger } from "#lib/config/logger.ts";
import type { Breakers } from "./breaker.ts";
import type { Choice } from "./connection.ts";
import { SILENCE_MS, type Written } from "./one-try.ts";
import {
  ModelError,
  type FailedTry,
  type ModelAnswer,
  type ModelErrorCode,
  type ModelRequest,
} from "./port.ts";
import { costOf, PRICE_TABLE, priceOf, spendOf } from "./prices.ts";
import { failureOf, TryError, type TryFailure } from "./provider-errors.ts";
import { addSpend, NO_SPEND } from "./spend.ts";

/** One request to one model, as it is recorded. */
export type ModelCall = {
  role: ModelRole;
  purpose: string;
  provider: string;
  model: string;
  usage: ModelUsage | null;
  costMicros: number | null;
  priceTable: string | null;
  /** Null when it answered. */
  failure: ModelErrorCode | "aborted" | null;
  seconds: number;
};

/** What asking models needs besides the models. */
export type AskingMeans = {
  breakers: Breakers;
  log: Logger;
  now: () => Date;
  /** Waits between tries. @throws the signal's reason when it aborts */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How often one model is asked at most; three times when it is left out. */
  mostTries?: number;
  /** Keeps what was asked; called once for a request, when it is over. */
  record: (calls: readonly ModelCall[]) => Promise<void>;
};

/** What a try gets: its model, how much it may write, its signal, and where it tells what was used and that it goes on. */
export type TryContext = {
  choice: Choice;
  outputTokens: number;
  signal: AbortSignal;
  used: (usage: ModelUsage) => void;
  quiet: { watch: () => void };
};
/** How a try ended well. */
export type TryEnd<T> = { value: T; written: Written };
/** One try: the pieces of text it gives, if any, and how it ended. */
export type Try<T> = (context: TryContext) => { next: () => Promise<IteratorResult<string, TryEnd<T>>> };

type Piece = { kind: "text"; text: string } | { kind: "restart" };

const MOST_TRIES = 3;
const FIRST_PAUSE_MS = 500;
/** A provider that asks to wait longer is passed over. */
const LONGEST_PAUSE_MS = 30_000;
const DEFAULT_TIMEOUT_MS = 180_000;
/** An answer of fewer tokens is of no use. */
const LEAST_TOKENS = 64;
/** English has about four characters a token; three errs on the dear side. */
const CHARACTERS_PER_TOKEN = 3;
const UNKNOWN: ModelUsage = {
  inputTokens: null,
  cachedTokens: null,
  outputTokens: null,
  reasoningTokens: null,
};

/**
 * Asks the models of a role in order until one answers: each up to three times where asking again can help, waiting as long as it
 * asks for, never while its breaker is open, and never beyond the request's budget.
 * @throws ModelError when none answered; the signal's reason when it aborts
 */
export async function* askModels<T>(
  role: ModelRole,
  choices: readonly Choice[],
  request: ModelRequest,
  means: AskingMeans,
  attempt: Try<T>,
): AsyncGenerator<Piece, ModelAnswer<T>> {
  const asking = new Asking(role, request, means);
  try {
    for (const choice of choices) {
      for (let tries = 1; ; tries++) {
        const outputTokens = asking.affordable(choice);
        const openMs = means.breakers.waitMs(choice.connection.id);
        if (openMs > 0) {
          asking.passOver(choice, openMs);
          break;
        }
        const turn = asking.turn(choice, outputTokens);
        let said = false;
        try {
          const pieces = attempt(turn.context);
          let next = await turn.within(pieces.next());
          for (; !next.done; next = await turn.within(pieces.next())) {
            said = true;
            yield { kind: "text", text: next.value };
          }
          return asking.answer(choice, turn.succeeded(), next.value);
        } catch (cause) {
          const failure = turn.failed(cause, said);
          if (said) yield { kind: "restart" };
          if (!failure.again || tries >= (means.mostTries ?? MOST_TRIES)) break;
          const waitMs = failure.afterMs ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
          if (waitMs > LONGEST_PAUSE_MS) break;
          await means.pause(waitMs, request.signal);
        } finally {
          turn.over();
        }
      }
    }
    throw asking.gaveUp();
  } finally {
    await means.record(asking.calls).catch((err: unknown) => {
      means.log.error({ err }, "what models were asked could not be recorded");
    });
  }
}

/** One request on its way through the models: what it has spent, and what failed. */
class Asking {
  readonly calls: ModelCall[] = [];
  readonly #role: ModelRole;
  readonly #request: ModelRequest;
  readonly #means: AskingMeans;
  readonly #failed: FailedTry[] = [];
  #spend: ModelSpend = NO_SPEND;
  /** What may have been spent at most, where a provider broke off before it said what it counted. */
  #boundMicros = 0;
  #last: unknown = undefined;

  constructor(role: ModelRole, request: ModelRequest, means: AskingMeans) {
    this.#role = role;
    this.#request = request;
    this.#means = means;
  }

  /** How many tokens the budget allows a try to write. @throws ModelError `over_budget`; the signal's reason */
  affordable(choice: Choice): number {
    const { signal, budget } = this.#request;
    signal.throwIfAborted();
    const price = priceOf(choice);
    // What has no known price cannot be held to an amount of money, only to its tokens.
    if (budget.micros === null || price === null) return budget.outputTokens;
    const left = budget.micros - this.#boundMicros - this.#readingMicros(price);
    const most =
      price.outputMicros === 0 ? budget.outputTokens : Math.floor((left * 1e6) / price.outputMicros);
    if (left < 0 || most < Math.min(LEAST_TOKENS, budget.outputTokens)) {
      const message = "What this may cost is used up. Raise the spend cap, or choose a cheaper model.";
      throw new ModelError("over_budget", message, { spend: this.#spend, failed: this.#failed });
    }
    return Math.min(most, budget.outputTokens);
  }

  #readingMicros({ inputMicros }: ModelPrice): number {
    const characters = this.#request.messages.reduce((sum, { text }) => sum + text.length, 0);
    return (characters / CHARACTERS_PER_TOKEN / 1e6) * inputMicros;
  }

  /** A provider wrote something and broke off: what that cost is not known, and may be as much as it was allowed. */
  #brokeOff(choice: Choice, outputTokens: number): void {
    this.#spend = addSpend(this.#spend, { usage: UNKNOWN, costMicros: null });
    const price = priceOf(choice);
    if (price) this.#boundMicros += this.#readingMicros(price) + (outputTokens / 1e6) * price.outputMicros;
  }

  /** Begins one try of a model. */
  turn(choice: Choice, outputTokens: number) {
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = this.#request;
    const { breakers, now } = this.#means;
    const key = choice.connection.id;
    const begun = now().getTime();
    const limit = new AbortController();
    const expire = () => limit.abort();
    const whole = setTimeout(expire, timeoutMs);
    let silence = setTimeout(expire, Math.min(timeoutMs, SILENCE_MS * 2));
    const both = AbortSignal.any([signal, limit.signal]);
    let usage: ModelUsage | null = null;
    let ended = false;
    const end = (failure: ModelCall["failure"]) => {
      ended = true;
      this.#record(choice, usage, failure, (now().getTime() - begun) / 1_000);
    };
    return {
      context: {
        choice,
        outputTokens,
        signal: both,
        used: (more: ModelUsage) => {
          const before = usage ?? NO_SPEND.usage;
          usage = addSpend({ usage: before, costMicros: 0 }, { usage: more, costMicros: 0 }).usage;
          const spend = spendOf(choice, more);
          this.#spend = addSpend(this.#spend, spend);
          this.#boundMicros += spend.costMicros ?? 0;
        },
        quiet: {
          watch: () => {
            clearTimeout(silence);
            silence = setTimeout(expire, SILENCE_MS);
          },
        },
      } satisfies TryContext,
      within: <R>(promise: Promise<R>) => untilAborted(promise, both),
      succeeded: () => {
        breakers.succeeded(key);
        end(null);
        return usage;
      },
      failed: (cause: unknown, wrote: boolean): TryFailure => {
        if (wrote && usage === null) this.#brokeOff(choice, outputTokens);
        if (signal.aborted) {
          breakers.abandoned(key);
          end("aborted");
          throw signal.reason;
        }
        const late = new TryError("timeout", `“${choice.connection.name}” took too long to answer.`, {
          again: true,
        });
        const failure = failureOf(limit.signal.aborted ? late : cause, choice, now());
        if (failure.code === "unavailable" || failure.code === "timeout") breakers.failed(key);
        else breakers.succeeded(key);
        this.#note(choice, failure);
        end(failure.code);
        return failure;
      },
      over: () => {
        clearTimeout(whole);
        clearTimeout(silence);
        // Its reader stopped reading: the provider is told to stop as well.
        if (!ended) {
          breakers.abandoned(key);
          end("aborted");
        }
        limit.abort();
      },
    };
  }

  /** Notes that a model was not asked because its provider has failed again and again. */
  passOver(choice: Choice, openMs: number): void {
    const seconds = Math.ceil(openMs / 1_000);
    const message = `“${choice.connection.name}” failed several times in a row; it is asked again in ${seconds} s.`;
    this.#failed.push({ ...this.#names(choice), code: "unavailable", message });
  }

  answer<T>(choice: Choice, usage: ModelUsage | null, { value, written }: TryEnd<T>): ModelAnswer<T> {
    const known = usage !== null && costOf(choice, usage) !== null;
    return {
      value,
      text: written.text,
      finish: written.finish,
      spend: this.#spend,
      ...this.#names(choice),
      priceTable: known ? PRICE_TABLE : null,
      failed: this.#failed,
    };
  }

  gaveUp(): ModelError {
    const last = this.#failed.at(-1);
    const about = { spend: this.#spend, failed: this.#failed, cause: this.#last };
    if (!last) {
      const message = `No model is chosen for the ${this.#role}. An owner can choose one under Settings, Models.`;
      return new ModelError("not_configured", message, about);
    }
    // Each model's last word, once.
    const words = new Map(this.#failed.map((one) => [`${one.provider} ${one.model}`, one.message]));
    return new ModelError(last.code, [...words.values()].join(" "), about);
  }

  #note(choice: Choice, { code, message, cause }: TryFailure): void {
    this.#last = cause;
    this.#failed.push({ ...this.#names(choice), code, message });
    const about = { ...this.#names(choice), role: this.#role, purpose: this.#request.purpose, code };
    this.#means.log.warn(about, "a model could not answer");
  }

  #record(choice: Choice, usage: ModelUsage | null, failure: ModelCall["failure"], seconds: number): void {
    const costMicros = usage === null ? null : costOf(choice, usage);
    this.calls.push({
      role: this.#role,
      purpose: this.#request.purpose,
      ...this.#names(choice),
      usage,
      costMicros,
      priceTable: costMicros === null ? null : PRICE_TABLE,
      failure,
      seconds,
    });
  }

  #names({ connection, model }: Choice) {
    return { provider: connection.name, model };
  }
}

/** A promise, or the signal's abort, whichever comes first: some streams do not listen. */
function untilAborted<R>(promise: Promise<R>, signal: AbortSignal): Promise<R> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
