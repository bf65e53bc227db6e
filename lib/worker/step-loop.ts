import { setTimeout as pause } from "node:timers/promises";
import type { ClaimedStep } from "#lib/ledger/advance.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { runStep, type Equipment, type StopReason } from "./run-step.ts";

/** A run is locked for milliseconds as a rule; whoever holds one longer is not asked five hundred times a second. */
const LONGEST_SKIP_MS = 100;

/** How a worker's loop behaves. */
export type LoopOptions = {
  workerId: string;
  /** How many steps at the same time. */
  concurrency: number;
  /** How often it looks for steps unasked, which is also how late a backed-off step may start. */
  pollMs: number;
};

type Active = { step: ClaimedStep; stop: (reason: StopReason) => void; ended: Promise<void> };

/** Claims steps and carries them out, as many at once as it may. */
export class StepLoop {
  readonly #equipment: Equipment;
  readonly #options: LoopOptions;
  readonly #active = new Map<string, Active>();
  readonly #beat: NodeJS.Timeout;
  #wake: () => void = () => undefined;
  #awake = true;
  #claiming = true;
  #beating = false;
  #beatAgain = false;

  constructor(equipment: Equipment, options: LoopOptions) {
    this.#equipment = equipment;
    this.#options = options;
    this.#beat = setInterval(() => void this.#heartbeat(), (equipment.leaseSeconds * 1_000) / 4);
  }

  /** There may be something to start, or news of a run that it works on. */
  nudge(runIds: ReadonlySet<string>): void {
    this.#wakeUp();
    if ([...this.#active.values()].some(({ step }) => runIds.has(step.runId))) void this.#heartbeat();
  }

  /** Claims and starts steps until {@link drain} or {@link stop} is called. */
  async run(): Promise<void> {
    const { concurrency, workerId, pollMs } = this.#options;
    const { ledger, leaseSeconds } = this.#equipment;
    let after: string | null = null;
    let skippedInRow = 0;
    while (this.#claiming) {
      this.#awake = false;
      const limit = concurrency - this.#active.size;
      if (limit > 0) {
        try {
          const { claimed, skipped, next } = await ledger.advance({
            workerId,
            finished: [],
            limit,
            leaseSeconds,
            after,
          });
          after = next;
          for (const step of claimed) this.#start(step);
          // More may be ready, or a run was locked by someone who made something ready: look again at once.
          if (claimed.length > 0 || skipped) this.#awake = true;
          skippedInRow = claimed.length === 0 && skipped ? skippedInRow + 1 : 0;
          if (skippedInRow > 0) await pause(Math.min(2 ** skippedInRow, LONGEST_SKIP_MS));
        } catch (err) {
          this.#equipment.log.warn({ err }, "could not look for steps; trying again");
        }
      }
      if (!this.#awake || this.#active.size >= concurrency) await this.#untilWoken(pollMs);
    }
  }

  /** Starts nothing more, lets what runs end, and stops what has not ended after `patienceMs`. */
  async drain(patienceMs: number): Promise<void> {
    this.#endClaiming();
    const ended = Promise.all([...this.#active.values()].map((each) => each.ended));
    const patience = new AbortController();
    await Promise.race([
      ended,
      pause(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    await this.stop("stopping");
  }

  /** Starts nothing more and stops what runs. */
  async stop(reason: StopReason): Promise<void> {
    this.#endClaiming();
    const ended = [...this.#active.values()].map((each) => {
      each.stop(reason);
      return each.ended;
    });
    await Promise.all(ended);
    clearInterval(this.#beat);
  }

  #endClaiming(): void {
    this.#claiming = false;
    this.#wakeUp();
  }

  #start(step: ClaimedStep): void {
    const key = `${step.runId} ${step.stepId} ${step.attempt}`;
    const controller = new AbortController();
    const ended = runStep(step, this.#equipment, controller.signal).finally(() => {
      this.#active.delete(key);
      this.#wakeUp();
    });
    this.#active.set(key, { step, stop: (reason) => controller.abort(reason), ended });
  }

  #wakeUp(): void {
    this.#awake = true;
    this.#wake();
  }

  async #untilWoken(ms: number): Promise<void> {
    if (!this.#claiming) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  /** One at a time; news that came during one asks for another. */
  async #heartbeat(): Promise<void> {
    if (this.#beating) {
      this.#beatAgain = true;
      return;
    }
    this.#beating = true;
    try {
      do {
        this.#beatAgain = false;
        await this.#beatOnce();
      } while (this.#beatAgain);
    } catch (err) {
      this.#equipment.log.warn({ err }, "a heartbeat failed; trying again");
    } finally {
      this.#beating = false;
    }
  }

  async #beatOnce(): Promise<void> {
    const asked = [...this.#active];
    const { ledger, leaseSeconds } = this.#equipment;
    const tokens = asked.map(([, { step }]): StepToken => {
      const { workspaceId, runId, stepId, attempt, workerId } = step;
      return { workspaceId, runId, stepId, attempt, workerId };
    });
    if (tokens.length === 0) return;
    const held = await ledger.heartbeat(this.#options.workerId, tokens, leaseSeconds);
    const status = new Map(
      held.map((each) => [`${each.runId} ${each.stepId} ${each.attempt}`, each.runStatus]),
    );
    for (const [key, { stop }] of asked) {
      const runStatus = status.get(key);
      if (runStatus === undefined) stop("lost");
      else if (runStatus === "aborting" || runStatus === "aborted") stop("aborted");
    }
  }
}
