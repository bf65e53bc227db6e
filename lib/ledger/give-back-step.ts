import type { Db } from "#lib/db/client.ts";
import { changeRun } from "./change-run.ts";
import type { StepToken } from "./keys.ts";
import { loseStep, type NextTry } from "./lose-step.ts";

/**
 * A worker gives back a step that it cannot finish: it is stopping, or it does not know how a call ended that must not be
 * repeated.
 * @param why a sentence for the step's notes
 * @param fault whether the worker is at fault: counted like a worker's death, so that it does not repeat for ever
 * @param next how it is to be tried the next time, when it was too slow
 * @returns false when the token was stale and nothing was changed
 */
export async function giveBackStep(
  db: Db,
  token: StepToken,
  why: string,
  fault = false,
  next: NextTry = {},
): Promise<boolean> {
  return changeRun(db, token, (run) => loseStep(run, token, why, fault, next));
}
