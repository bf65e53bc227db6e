import type { FinishedStep } from "#lib/ledger/finished-step.ts";
import { rowsOf } from "#lib/ledger/finished-rows.ts";
import { roughSize } from "./rough-size.ts";

/** Most bytes of outputs in one commit; one step may have more by itself. */
const MOST_BYTES = 8 * 1024 * 1024;
const SOON_BYTES = 64 * 1024;

/** A step whose end waits to be recorded. */
export type Ended = {
  step: FinishedStep;
  bytes: number;
  /** @param held false when the token was stale and nothing was changed */
  recorded: (held: boolean) => void;
  refused: (err: unknown) => void;
};

/** The finished steps that wait for the next commit, in the order in which they came. */
export class Outbox {
  #waiting: Ended[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  /**
   * Puts a step's end in.
   * @param release called at once when it is recorded
   * @returns when it is recorded: whether the token still held
   * @throws what the database said when it refused it
   */
  put(step: FinishedStep, release: () => void): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const bytes = step.kind === "succeeded" ? roughSize(step.output, MOST_BYTES) : 0;
    // In words already: there is time now, while another commit is under way. What is large would be there twice.
    if (bytes < SOON_BYTES) rowsOf(step);
    const recorded = (held: boolean) => {
      release();
      resolve(held);
    };
    this.#waiting.push({ step, bytes, recorded, refused: reject });
    return promise;
  }

  /** Takes out what goes into one commit: the first always, and what follows while it fits. */
  take(): Ended[] {
    let bytes = 0;
    let count = 0;
    for (const ended of this.#waiting) {
      bytes += ended.bytes;
      if (count > 0 && bytes > MOST_BYTES) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}
