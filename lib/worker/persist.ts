import { setTimeout as pause } from "node:timers/promises";
import { DomainError } from "#lib/domain/errors.ts";
import { StepLostError } from "#lib/ledger/keys.ts";

const TRIES = 6;
const FIRST_PAUSE_MS = 100;

/**
 * Writes to the ledger, trying again when the database cannot be reached for some seconds. Safe because every write is
 * conditional on the fencing token: one that had gone through unseen changes nothing the second time.
 * @throws StepLostError and DomainError (the run is gone) at once, anything else after the last try
 */
export async function persist<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (err) {
      if (err instanceof StepLostError || err instanceof DomainError || attempt === TRIES) throw err;
      await pause(FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}
