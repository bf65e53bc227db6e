import type { z } from "zod";
import type { ModelRole, ModelUsage } from "#lib/domain/model.ts";
import type { Logger } from "#lib/config/logger.ts";
import { Asking } from "./asking.ts";
import type { Breakers } from "./breaker.ts";
import type { Choice } from "./connection.ts";
import type { ModelCall } from "./model-call.ts";
import type { Written } from "./one-try.ts";
import type { ModelAnswer, ModelMessage, ModelRequest } from "./port.ts";
import type { SpendCap } from "./spend-cap.ts";

/** What asking models needs besides the models. */
export type AskingMeans = {
  breakers: Breakers;
  log: Logger;
  now: () => Date;
  /** Waits between tries. @throws the signal's reason when it aborts */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How often one model is asked at most; three times when it is left out. */
  mostTries?: number;
  /** How long a stream may say nothing; a minute when it is left out. */
  silenceMs?: number;
  /** What covers all requests, besides the spend cap that each has. */
  cap?: SpendCap;
  /** Keeps what was asked; called at the end of each try that made a request. */
  record: (call: ModelCall) => Promise<void>;
};

/** What a try gets: its model, its signal, what it may spend, and where it tells that it goes on. */
export type TryContext = {
  choice: Choice;
  signal: AbortSignal;
  /**
   * To be called before each request of the try, which must not be made otherwise.
   * @returns how many tokens the request may write
   * @throws TryError `over_budget`
   */
  hold: (messages: readonly ModelMessage[], format: z.ZodType | null) => Promise<number>;
  /** What the provider counted for that request. */
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

/**
 * Asks the models of a role in order until one answers: each up to three times where asking again can help, waiting as long as it
 * asks for, never while its breaker is open, and never beyond the request's spend cap.
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
  for (const choice of choices) {
    for (let tries = 1; ; tries++) {
      request.signal.throwIfAborted();
      const openMs = means.breakers.waitMs(choice.connection.id);
      if (openMs > 0) {
        asking.passOver(choice, openMs);
        break;
      }
      const turn = asking.turn(choice);
      let said = false;
      try {
        const pieces = attempt(turn.context);
        let next = await turn.within(pieces.next());
        for (; !next.done; next = await turn.within(pieces.next())) {
          said = true;
          yield { kind: "text", text: next.value };
        }
        turn.succeeded();
        return asking.answer(choice, turn.usage, next.value);
      } catch (cause) {
        const failure = turn.failed(cause);
        if (said) yield { kind: "restart" };
        if (!failure.again || tries >= (means.mostTries ?? MOST_TRIES)) break;
        const waitMs = failure.afterMs ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
        if (waitMs > LONGEST_PAUSE_MS) break;
        await means.pause(waitMs, request.signal);
      } finally {
        await turn.over();
      }
    }
  }
  throw asking.gaveUp();
}
