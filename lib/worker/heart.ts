import type { Logger } from "#lib/config/logger.ts";
import type { Held } from "#lib/ledger/heartbeat.ts";
import type { StepInHand } from "./run-step.ts";
import type { StopReason } from "./stop-reason.ts";
import type { WorkerLedger } from "./worker-ledger.ts";

/** News of a run is mostly of its steps' ends; it makes for no more beats than this. */
const SOON_MS = 250;
/** An abort must reach a running tool within seconds, also when no notification arrives. */
const LONGEST_PERIOD_MS = 1_000;

type HeartOptions = {
  ledger: WorkerLedger;
  workerId: string;
  leaseSeconds: number;
  log: Logger;
  /** The steps in hand, as they come and go. */
  inHand: ReadonlyMap<string, StepInHand>;
};

/**
 * Keeps the leases of the steps in hand and hears of what becomes of their runs. It never waits for the commits that record
 * steps.
 */
export class Heart {
  readonly #options: HeartOptions;
  readonly #timer: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;
  #beating = false;
  #failing = false;

  constructor(options: HeartOptions) {
    this.#options = options;
    const period = Math.min(LONGEST_PERIOD_MS, (options.leaseSeconds * 1_000) / 4);
    this.#timer = setInterval(() => void this.#beat(), period);
  }

  /** Beats before long: there is news of a run whose step is in hand. */
  soon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.#beat();
    }, SOON_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
  }

  /** One at a time. Never throws; the first failure of several in a row is logged. */
  async #beat(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    try {
      await this.#beatOnce();
      this.#failing = false;
    } catch (err) {
      if (!this.#failing) this.#options.log.warn({ err }, "a heartbeat failed; trying again");
      this.#failing = true;
    } finally {
      this.#beating = false;
    }
  }

  async #beatOnce(): Promise<void> {
    const asked = [...this.#options.inHand.values()];
    if (asked.length === 0) return;
    const { ledger, workerId, leaseSeconds } = this.#options;
    const tokens = asked.map(({ token }) => token);
    const held = await ledger.heartbeat(workerId, tokens, leaseSeconds);
    const found = new Map(held.map((each) => [`${each.runId} ${each.stepId} ${each.attempt}`, each]));
    for (const { token, stop } of asked) {
      const reason = reasonToStop(found.get(`${token.runId} ${token.stepId} ${token.attempt}`));
      if (reason) stop(reason);
    }
  }
}

function reasonToStop(held: Held | undefined): StopReason | null {
  if (!held) return "lost";
  if (held.runStatus === "aborting") return "aborted";
  return held.stopFor;
}
