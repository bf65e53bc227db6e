import { z } from "zod";

/**
 * Between which commits and calls a worker can be told to die: before and after each method of its ledger port, and round a call.
 * Of `advance` only requests that finish something count (`advance:claimed`: that gave it something).
 */
export const BOUNDARIES: readonly string[] = [
  ...[
    "advance",
    "beginCall",
    "finishCall",
    "failStep",
    "expandStep",
    "parkStep",
    "giveBackStep",
    "heartbeat",
  ].flatMap((method) => [`${method}:before`, `${method}:after`]),
  "advance:claimed",
  "call:before",
  "call:middle",
  "call:after",
];

/** What the harness tells a worker: to die at the n-th time from now that it comes to this boundary. */
export const Arm = z.object({ boundary: z.string(), nth: z.number().int() });
export type Arm = z.infer<typeof Arm>;

/** What a worker tells the harness: that it works, under which id. */
export const Ready = z.object({ workerId: z.string() });

/** Where a worker process dies, when its turn has come. */
export class Doom {
  #arm: Arm | null = null;
  readonly #lastWords: (boundary: string) => void;

  /** @param lastWords is called just before the process kills itself */
  constructor(lastWords: (boundary: string) => void) {
    this.#lastWords = lastWords;
  }

  arm(arm: Arm): void {
    this.#arm = arm;
  }

  /** Called at each boundary; does not return when this is the one. */
  at(boundary: string): void {
    if (this.#arm?.boundary !== boundary || --this.#arm.nth > 0) return;
    this.#lastWords(boundary);
    process.kill(process.pid, "SIGKILL");
    // The signal to oneself is delivered before this call returns on Linux; elsewhere nothing more may happen all the same.
    for (;;);
  }
}
