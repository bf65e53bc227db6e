import type { ModelErrorCode } from "./port.ts";

/**
 * Why one try failed. `again`: the same model may answer when asked again, not before `afterMs`. `charged`: its provider may have
 * counted something all the same, because it took the request.
 */
export type TryFailure = {
  code: ModelErrorCode;
  message: string;
  again: boolean;
  afterMs: number | null;
  charged: boolean;
  /** What lies behind it, without a word of the provider's. */
  cause: Error;
};

/** A failure that we noticed ourselves: a limit of time, an answer that does not fit. */
export class TryError extends Error {
  readonly failure: Omit<TryFailure, "cause">;

  constructor(code: ModelErrorCode, message: string, options: { again?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "TryError";
    this.failure = { code, message, again: options.again ?? false, afterMs: null, charged: true };
  }
}
