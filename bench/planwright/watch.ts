import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "../../lib/db/client.ts";
import { doneSteps, StepDone } from "./tools.ts";

type Open = { stepsLeft: number; end: () => void; fail: (cause: Error) => void };

/**
 * Tells when runs are over. Those whose last step was worked on in this process are asked for every millisecond from then on, so
 * that watching costs nothing while steps run; of those that other processes work on all are asked for every 5 ms.
 */
export class Watch {
  readonly #open = new Map<string, Open>();
  readonly #database: Database;
  readonly #elsewhere: boolean;
  readonly #onStep = (event: Event) => this.#count(event);
  #looking = false;

  constructor(database: Database, elsewhere: boolean) {
    this.#database = database;
    this.#elsewhere = elsewhere;
    doneSteps.addEventListener("step", this.#onStep);
  }

  close(): void {
    doneSteps.removeEventListener("step", this.#onStep);
  }

  /**
   * Settles when the run has succeeded.
   * @throws Error when it ends otherwise
   */
  untilOver(runId: string, steps: number): Promise<void> {
    return new Promise((end, fail) => {
      this.#open.set(runId, { stepsLeft: this.#elsewhere ? 0 : steps, end, fail });
      this.#look();
    });
  }

  #count(event: Event): void {
    const run = event instanceof StepDone ? this.#open.get(event.runId) : undefined;
    if (run && --run.stepsLeft === 0) this.#look();
  }

  #look(): void {
    if (this.#looking) return;
    this.#looking = true;
    void this.#lookWhileNeeded().catch((cause: unknown) => {
      for (const { fail } of this.#open.values()) fail(new Error("Watching failed.", { cause }));
    });
  }

  async #lookWhileNeeded(): Promise<void> {
    for (;;) {
      const wanted = [...this.#open].filter(([, run]) => run.stepsLeft <= 0).map(([id]) => id);
      if (wanted.length === 0) break;
      await pause(this.#elsewhere ? 5 : 1);
      const { rows } = await this.#database.pool.query<{ id: string; status: string; reason: string | null }>(
        {
          name: "bench-watch",
          text: `select id, status, reason from runs
          where id = any($1) and status in ('succeeded', 'failed', 'aborted', 'needs_attention')`,
          values: [wanted],
        },
      );
      for (const { id, status, reason } of rows) {
        const run = this.#open.get(id);
        this.#open.delete(id);
        if (status === "succeeded") run?.end();
        else run?.fail(new Error(`A run is ${status}: ${reason}`));
      }
    }
    this.#looking = false;
  }
}
