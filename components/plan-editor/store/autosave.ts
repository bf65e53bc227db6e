import type { Failure } from "#lib/domain/errors.ts";
import type { Draft, SaveRequest } from "./draft.ts";
import type { Save, SaveAnswer, Schedule } from "./store-contract.ts";

/** How long a person must pause before edits are sent. */
const PAUSE = 400;
/** Wait before trying again after a failure; doubles up to the longest. */
const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 30_000;
/** So many answers in a row that others were first, and the next try waits. */
const MOST_CONFLICTS = 10;

const OFFLINE = "The server cannot be reached. Your edits are saved as soon as it answers.";
/** No repetition of the same request can succeed. */
const FINAL: readonly Failure["code"][] = ["invalid", "forbidden", "not_found"];

export type Trouble = { state: "offline" | "signed_out" | "failing" | "refused"; message: string };

/** What an answer that is no says of the saving; anything but a refusal is tried again. */
function troubleOf({ code, message }: Failure): Trouble {
  if (FINAL.includes(code)) return { state: "refused", message };
  return { state: code === "unauthenticated" ? "signed_out" : "failing", message };
}

/** Sends a draft's edits: after a pause, one request at a time, again after a failure. */
export class Autosave {
  saving = false;
  trouble: Trouble | null = null;
  readonly #draft: Draft;
  readonly #planId: string;
  readonly #save: Save;
  readonly #schedule: Schedule;
  readonly #changed: () => void;
  #cancelTimer: (() => void) | null = null;
  #running: Promise<boolean> | null = null;
  /** Someone waits for everything to be saved: do not pause between requests. */
  #drain = false;
  #failures = 0;

  /** @param changed called whenever the draft, `saving` or `trouble` changed */
  constructor(draft: Draft, ports: { planId: string; save: Save; schedule: Schedule; changed: () => void }) {
    this.#draft = draft;
    this.#planId = ports.planId;
    this.#save = ports.save;
    this.#schedule = ports.schedule;
    this.#changed = ports.changed;
  }

  /** There is something to save: after the pause, counted from now. */
  touch(): void {
    if (this.trouble?.state === "refused") this.trouble = null;
    this.#wait(PAUSE);
  }

  /**
   * The server was heard from: an edit whose answer got lost may be known to be saved by now, and then nothing is the matter any more.
   */
  heard(): void {
    if (!this.#triesAgain) return;
    if (this.#draft.hasWork) this.#wait(PAUSE);
    else {
      this.trouble = null;
      this.stop();
    }
  }

  /** Saves now. @returns true when the server has everything */
  flush(): Promise<boolean> {
    this.stop();
    // A run without a request would end before it is remembered, and be remembered for ever.
    if (!this.#draft.hasWork) return this.#running ?? Promise.resolve(this.trouble === null);
    this.#drain = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Calls off what is planned; a request under way goes on. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  get #triesAgain(): boolean {
    return this.trouble !== null && this.trouble.state !== "refused";
  }

  #wait(milliseconds: number): void {
    this.stop();
    this.#cancelTimer = this.#schedule(milliseconds, () => {
      this.#cancelTimer = null;
      this.#running ??= this.#run();
    });
  }

  async #run(): Promise<boolean> {
    let conflicts = 0;
    let again = true;
    while (again) {
      const request = this.#draft.nextRequest();
      if (!request) break;
      const answer = await this.#send(request);
      conflicts = answer?.status === "conflict" ? conflicts + 1 : 0;
      const mayGoOn = answer !== null && conflicts < MOST_CONFLICTS;
      again = mayGoOn && this.#draft.hasWork && (this.#drain || conflicts > 0);
    }
    this.#running = null;
    this.#drain = false;
    const done = !this.#draft.hasWork && this.trouble === null;
    if (this.#triesAgain) this.#wait(this.#retryDelay());
    else if (!done && this.trouble === null && !this.#cancelTimer) {
      this.#wait(conflicts < MOST_CONFLICTS ? PAUSE : LONGEST_RETRY);
    }
    this.#changed();
    return done;
  }

  /** @returns the answer, or null when there was none and the loop must end */
  async #send(request: SaveRequest): Promise<SaveAnswer | null> {
    this.saving = true;
    this.#changed();
    const { baseRev, patches } = request;
    const result = await this.#save({ planId: this.#planId, baseRev, patches }).catch(() => null);
    this.saving = false;
    if (result?.ok) {
      this.trouble = null;
      this.#failures = 0;
      this.#draft.answered(request, result.value);
      this.#changed();
      return result.value;
    }
    this.#failures += 1;
    if (!result) this.trouble = { state: "offline", message: OFFLINE };
    else if (request.recovered && FINAL.includes(result.error.code)) {
      this.#draft.dropRecovered(result.error.message);
      this.#changed();
      return { status: "saved", rev: request.baseRev };
    } else this.trouble = troubleOf(result.error);
    this.#changed();
    return null;
  }

  #retryDelay(): number {
    return Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (this.#failures - 1));
  }
}
