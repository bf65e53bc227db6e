import { setTimeout as pause } from "node:timers/promises";
import { DomainError } from "#lib/domain/errors.ts";
import { StepLostError } from "#lib/ledger/keys.ts";
import { troubleOf } from "./database-errors.ts";

const TRIES = 12;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Writes to the ledger, trying again when the database cannot be reached for some seconds. Safe because every write is
 * conditional on the fencing token: one that had gone through unseen changes nothing the second time.
 * @throws StepLostError, DomainError (the run is gone) and what the database refuses at once, anything else after the last try
 */
export async function persist<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (err) {
      const final = err instanceof StepLostError || err instanceof DomainError || troubleOf(err) === "data";
      if (final || attempt === TRIES) throw err;
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
    }
  }
}
