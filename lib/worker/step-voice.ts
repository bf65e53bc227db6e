import type { Db } from "#lib/db/client.ts";
import type { Logger } from "#lib/config/logger.ts";
import type { NewEvent } from "#lib/domain/event.ts";
import type { StepToken } from "#lib/ledger/keys.ts";
import { tellOfStep } from "#lib/ledger/tell-of-step.ts";

/** How long pieces of a text are gathered before they are told: a reader sees it flow, and a run has few events of it. */
const GATHER_MS = 200;

/** What a running step says while it runs, told together a few times a second. Its loss harms nothing: the output has it all. */
export class StepVoice {
  readonly #db: Db;
  readonly #token: StepToken;
  readonly #log: Logger;
  #text = "";
  #fresh = false;
  #shown = false;
  #bodies: NewEvent[] = [];
  #timer: NodeJS.Timeout | null = null;
  #telling: Promise<unknown> = Promise.resolve();
  #silent = false;

  constructor(db: Db, token: StepToken, log: Logger) {
    this.#db = db;
    this.#token = token;
    this.#log = log;
  }

  /** A piece of the text that the step writes; null: it begins anew. */
  write(piece: string | null): void {
    if (piece === null) {
      this.#text = "";
      // What was never shown need not be taken back.
      this.#fresh = this.#shown;
      if (!this.#fresh) return;
    } else this.#text += piece;
    this.#soon();
  }

  /** Anything else that it says. */
  say(body: NewEvent): void {
    this.#bodies.push(body);
    this.#soon();
  }

  /** Tells what is left, but no more text: the step has ended and its output says it. */
  async end(): Promise<void> {
    this.#text = "";
    this.#fresh = false;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#tell();
    await this.#telling;
  }

  #soon(): void {
    if (this.#silent) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell();
    }, GATHER_MS);
  }

  #tell(): void {
    const { stepId, attempt } = this.#token;
    const text: NewEvent[] =
      this.#text !== "" || this.#fresh
        ? [
            {
              type: "step.text",
              stepId,
              attempt,
              text: this.#text.replaceAll("\u0000", "").toWellFormed(),
              fresh: this.#fresh,
            },
          ]
        : [];
    if (text.length > 0) this.#shown = true;
    const bodies = [...this.#bodies, ...text];
    this.#bodies = [];
    this.#text = "";
    this.#fresh = false;
    if (bodies.length === 0) return;
    this.#telling = this.#telling.then(async () => {
      try {
        if (!this.#silent && !(await tellOfStep(this.#db, this.#token, bodies))) this.#silent = true;
      } catch (err) {
        this.#log.warn({ err, runId: this.#token.runId, stepId }, "what a step says could not be told");
      }
    });
  }
}
