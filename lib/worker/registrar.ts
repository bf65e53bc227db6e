import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "#lib/config/logger.ts";
import type { Advance } from "#lib/ledger/advance.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { troubleOf } from "./database-errors.ts";
import type { Ended } from "./outbox.ts";
import type { WorkerLedger } from "./worker-ledger.ts";

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
/** How often a commit is tried before it is asked whether the database is away at all. */
const TRIES = 6;
/** How long what ended is still tried to be recorded when the worker has to stop. */
const GIVE_UP_MS = 10_000;

type RegistrarOptions = {
  ledger: WorkerLedger;
  workerId: string;
  leaseSeconds: number;
  log: Logger;
  /** The steps in hand, by run, step and attempt, as they come and go. */
  inHand: ReadonlyMap<string, unknown>;
};

/**
 * Writes what ended to the ledger and claims in the same commit, and outlives the database: a commit that did not go through is
 * tried again with the same content, which changes nothing the second time if it had gone through unseen. Steps that a
 * lost answer claimed are given back. A step that the database refuses does not hold up those that ended with it.
 */
export class Registrar {
  readonly #options: RegistrarOptions;
  #after: string | null = null;
  #until = Infinity;
  /** The error with which an answer was lost: steps may have been claimed that nobody knows of. */
  #lostAnswer: unknown = null;
  #told = false;

  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  /** Whether the next commit begins with giving back what this worker holds and has not begun. */
  get unsure(): boolean {
    return this.#lostAnswer !== null;
  }

  /** From here on it waits for the database only for some seconds. */
  giveUpSoon(): void {
    this.#until = Math.min(this.#until, performance.now() + GIVE_UP_MS);
  }

  /**
   * Records what ended, tells each how it went, and claims up to `limit` steps. Never throws.
   * @returns the answer, or null when nothing was claimed because something went wrong
   */
  async record(ended: readonly Ended[], limit: number, after: string | null): Promise<Advance | null> {
    this.#after = after;
    try {
      if (this.#lostAnswer !== null) await this.#giveBackStrays();
      const answer = await this.#persist(ended, limit);
      this.#told = false;
      return answer;
    } catch (err) {
      if (ended.length === 0) {
        // Looking for steps is done again anyway. Said once, not at every look.
        if (!this.#told) this.#options.log.warn({ err }, "could not look for steps; trying again");
        this.#told = true;
        return null;
      }
      if (limit > 0 || ended.length > 1) await this.#oneByOne(ended, err);
      else for (const each of ended) each.refused(err);
      return null;
    }
  }

  /** @throws when the database refuses it, or is away for too long */
  async #persist(ended: readonly Ended[], limit: number): Promise<Advance> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#advance(ended, limit);
      } catch (err) {
        if (limit > 0) this.#lostAnswer = err;
        if (ended.length === 0 || troubleOf(err) !== "away" || performance.now() > this.#until) throw err;
        // Something about these very steps may look as if the database were away.
        if (tries >= TRIES && (await this.#isThere())) throw err;
        if (tries === 1) this.#options.log.warn({ err }, "could not record steps; trying again");
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS));
      }
    }
  }

  async #oneByOne(ended: readonly Ended[], err: unknown): Promise<void> {
    this.#options.log.warn({ err, steps: ended.length }, "could not record steps together; one by one");
    for (const each of ended) {
      try {
        await this.#persist([each], 0);
      } catch (cause) {
        each.refused(cause);
      }
    }
  }

  async #advance(ended: readonly Ended[], limit: number): Promise<Advance> {
    const { ledger, workerId, leaseSeconds } = this.#options;
    const finished = ended.map(({ step }) => step);
    const answer = await ledger.advance({ workerId, finished, limit, leaseSeconds, after: this.#after });
    const stale = new Set(answer.stale.map(keyOf));
    for (const { step, recorded } of ended) recorded(!stale.has(keyOf(step)));
    return answer;
  }

  async #isThere(): Promise<boolean> {
    try {
      await this.#options.ledger.heldSteps(this.#options.workerId);
      return true;
    } catch {
      return false;
    }
  }

  /** Called while no claim is under way and before new ones: what this worker holds and does not know came with a lost answer. */
  async #giveBackStrays(): Promise<void> {
    const { ledger, workerId, inHand, log } = this.#options;
    for (const token of await ledger.heldSteps(workerId)) {
      if (inHand.has(keyOf(token))) continue;
      log.warn(
        { runId: token.runId, stepId: token.stepId },
        "giving back a step whose claim was not answered",
      );
      const fault = troubleOf(this.#lostAnswer) !== "away";
      await ledger.giveBackStep(token, "The worker did not hear that it had taken this.", fault);
    }
    this.#lostAnswer = null;
  }
}

function keyOf({ runId, stepId, attempt }: Omit<StepToken, "workspaceId" | "workerId">): string {
  return `${runId} ${stepId} ${attempt}`;
}
