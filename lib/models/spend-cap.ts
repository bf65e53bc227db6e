import type { ModelCall } from "./model-call.ts";

/**
 * What a request may cost at most in millionths of a dollar, and how many tokens it may write for that. `tokens`: those that it reads and
 * writes at most; `priced`: false when the cost is a guess, since nobody knows the price.
 */
export type Fit = { mostMicros: number; outputTokens: number; tokens: number; priced: boolean };

/**
 * What may be spent on one undertaking: all requests of it share this. Each is counted with what it may cost at most before it is
 * made, and with what it did cost afterwards, so that no sum of them ever passes the cap.
 */
export type SpendCap = {
  /** Under which calls are recorded that count towards it; null when it ends with the process. */
  key: string | null;
  /**
   * Counts a request that is about to be made, if it fits.
   * @param call the try that it belongs to; `countedMicros` is what that took so far
   * @param fit what the request asks of so many millionths of a dollar (infinite without a cap), and of so many tokens where those are
   *   capped; null when they are too few
   * @returns what it was counted as, or null when it must not be made
   */
  hold: (
    call: ModelCall,
    fit: (leftMicros: number, leftTokens?: number) => Fit | null,
  ) => Promise<Fit | null>;
  /** Counts a try that has ended as what it took after all. */
  settle: (call: ModelCall) => void | Promise<void>;
};

/** Two caps that both cover the same requests: each must have room. */
export function bothCaps(one: SpendCap, other: SpendCap): SpendCap {
  return {
    key: one.key,
    hold: async (call, fit) => {
      const first = await one.hold(call, fit);
      if (first === null) return null;
      const both = await other.hold(call, (leftMicros, leftTokens) =>
        fit(Math.min(leftMicros, first.mostMicros), leftTokens),
      );
      if (both === null) await one.settle(call);
      return both;
    },
    settle: async (call) => {
      await one.settle(call);
      await other.settle(call);
    },
  };
}

/** A cap that ends with the process. @param micros null: none, everything fits */
export function spendCap(micros: number | null): SpendCap {
  const counted = new Map<string, number>();
  return {
    key: null,
    hold: ({ id, countedMicros }, fit) => {
      const others = [...counted].reduce((sum, [other, each]) => (other === id ? sum : sum + each), 0);
      const fitting = fit((micros ?? Number.POSITIVE_INFINITY) - others - countedMicros);
      if (fitting) counted.set(id, countedMicros + fitting.mostMicros);
      return Promise.resolve(fitting);
    },
    settle: ({ id, countedMicros }) => {
      counted.set(id, countedMicros);
    },
  };
}
