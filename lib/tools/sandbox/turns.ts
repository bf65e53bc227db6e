/** Lets a few go on at once; others wait their turn, in the order in which they came. */
export class Turns {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.free = atOnce;
  }

  /**
   * Waits for a turn and does the work.
   * @throws what the work throws; the signal's reason when it aborts while waiting
   */
  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.free > 0) this.free--;
    else await this.wait(signal);
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }

  private async wait(signal: AbortSignal): Promise<void> {
    const turn = Promise.withResolvers<void>();
    const { resolve } = turn;
    const onAbort = () => {
      const at = this.waiting.indexOf(resolve);
      // A turn that was just given is used; the work looks at the signal itself.
      if (at < 0) return;
      this.waiting.splice(at, 1);
      turn.reject(signal.reason as Error);
    };
    this.waiting.push(resolve);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }
}
