import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";
import type { Advance, ClaimedStep } from "#lib/ledger/advance.ts";
import type { FinishedStep } from "#lib/ledger/finished-step.ts";
import { Heart } from "./heart.ts";
import { Outbox } from "./outbox.ts";
import { Registrar } from "./registrar.ts";
import { startStep, type Equipment, type StepInHand } from "./run-step.ts";
import type { StopReason } from "./stop-reason.ts";

/** A run is locked for milliseconds as a rule; whoever holds one longer is not asked five hundred times a second. */
const LONGEST_SKIP_MS = 100;
/**
 * News that came this soon after a commit is mostly of that commit itself, which claimed what it made ready; a look at once would
 * find nothing.
 */
const ECHO_MS = 20;

/** From so many steps on a commit costs little more for being one of two. */
const LARGE = 16;

/** How a worker's loop behaves. */
export type LoopOptions = {
  workerId: string;
  /** How many steps at the same time. */
  concurrency: number;
  /** How often it looks for steps unasked, which is also how late a backed-off step may start. */
  pollMs: number;
};

/**
 * Carries out steps, as many at once as it may, with one commit at a time that records all that ended meanwhile and claims what
 * the free slots can take. So a chain costs one commit a step, and the more there is to do the fewer commits each step costs.
 */
export class StepLoop {
  readonly #equipment: Omit<Equipment, "finish">;
  readonly #options: LoopOptions;
  readonly #active = new Map<string, StepInHand>();
  readonly #outbox = new Outbox();
  readonly #registrar: Registrar;
  readonly #heart: Heart;
  #wake: () => void = () => undefined;
  #open = true;
  #stopped: StopReason | null = null;
  #running: Promise<void> = Promise.resolve();
  #after: string | null = null;
  /** When to look for steps, by `performance.now()`, and when it last did. */
  #lookAt = 0;
  #lookedAt = 0;
  #skips = 0;

  constructor(equipment: Omit<Equipment, "finish">, options: LoopOptions) {
    const { ledger, leaseSeconds, log } = equipment;
    this.#equipment = equipment;
    this.#options = options;
    const { workerId } = options;
    const common = { ledger, leaseSeconds, log, workerId, inHand: this.#active };
    this.#registrar = new Registrar(common);
    this.#heart = new Heart(common);
  }

  /** There may be something to start, or news of a run that it works on. */
  nudge(runIds: ReadonlySet<string>): void {
    this.#lookBy(this.#lookedAt + ECHO_MS);
    if ([...this.#active.values()].some(({ token }) => runIds.has(token.runId))) this.#heart.soon();
  }

  /** Claims and carries out steps until {@link drain} or {@link stop} is called and all that it began has ended. */
  run(): Promise<void> {
    this.#running = this.#work();
    return this.#running;
  }

  /** Starts nothing more, lets what runs end, and stops what has not ended after `patienceMs`. */
  async drain(patienceMs: number): Promise<void> {
    this.#close();
    const patience = new AbortController();
    await Promise.race([
      this.#running,
      pause(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    await this.stop("stopping");
  }

  /** From here on it waits for the database only for some seconds. */
  giveUpSoon(): void {
    this.#registrar.giveUpSoon();
  }

  /** Starts nothing more and stops what runs. */
  async stop(reason: StopReason): Promise<void> {
    this.#close();
    if (reason === "stopping") this.giveUpSoon();
    this.#stopped = reason;
    for (const { stop } of this.#active.values()) stop(reason);
    await this.#running;
    this.#heart.stop();
  }

  async #work(): Promise<void> {
    while (this.#open || this.#active.size > 0) {
      const wait = this.#free > 0 ? this.#lookAt - performance.now() : this.#options.pollMs;
      if (this.#outbox.size === 0 && wait > 0) await this.#untilWoken(wait);
      else await this.#commit();
    }
  }

  get #free(): number {
    return this.#open ? this.#options.concurrency - this.#active.size : 0;
  }

  #close(): void {
    this.#open = false;
    this.#wake();
  }

  /**
   * Commits what ended and fills the free slots. As long as there is enough for another commit, that is sent off before what the
   * last one claimed is begun, so that worker and database work at the same time.
   */
  async #commit(): Promise<void> {
    // What ends in the same turn goes along.
    await turn();
    let answer = await this.#record(0);
    while (answer) {
      const { claimed } = answer;
      const full = claimed.length >= this.#most && this.#free > claimed.length;
      const more = full || this.#outbox.size >= LARGE;
      const next = more && !this.#registrar.unsure ? this.#record(claimed.length) : null;
      // Only in another turn is it on its way.
      if (next) await turn();
      for (const step of claimed) this.#start(step);
      this.#lookAgain(answer);
      answer = await next;
    }
  }

  /** Most steps that one commit claims: half of them, where that is many, so that there are always some to work on. */
  get #most(): number {
    return Math.max(LARGE, Math.ceil(this.#options.concurrency / 2));
  }

  /** @param taken slots that are as good as taken */
  async #record(taken: number): Promise<Advance | null> {
    const ended = this.#outbox.take();
    // A slot is free as soon as its step's end is recorded.
    const limit = this.#open ? Math.min(this.#most, this.#free - taken + ended.length) : 0;
    this.#lookedAt = performance.now();
    if (limit > 0) this.#lookAt = this.#lookedAt + this.#options.pollMs;
    const answer = await this.#registrar.record(ended, limit, this.#after);
    if (answer) this.#after = answer.next;
    return answer;
  }

  /** A run that was locked may have something by now; the longer it stays locked, the less often it is asked. */
  #lookAgain({ skipped, claimed }: Advance): void {
    this.#skips = skipped && claimed.length === 0 ? this.#skips + 1 : 0;
    if (skipped) this.#lookBy(performance.now() + Math.min(2 ** this.#skips - 1, LONGEST_SKIP_MS));
  }

  #start(claimed: ClaimedStep): void {
    const key = keyOf(claimed);
    const finish = (step: FinishedStep) => {
      const recorded = this.#outbox.put(step, () => this.#active.delete(key));
      this.#wake();
      return recorded;
    };
    const inHand = startStep(claimed, { ...this.#equipment, finish });
    this.#active.set(key, inHand);
    // Its claim was under way when the loop was told to stop.
    if (this.#stopped) inHand.stop(this.#stopped);
    // One that did not end by the outbox (it failed, or was given back) frees its slot here.
    void inHand.ended.then(() => {
      if (this.#active.delete(key)) this.#lookBy(0);
    });
  }

  #lookBy(time: number): void {
    this.#lookAt = Math.min(this.#lookAt, time);
    this.#wake();
  }

  async #untilWoken(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }
}

function keyOf(step: { runId: string; stepId: string; attempt: number }): string {
  return `${step.runId} ${step.stepId} ${step.attempt}`;
}
