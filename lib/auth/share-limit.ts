import type { Db } from "#lib/db/client.ts";
import { countTries, keyOf } from "./sign-in-limit.ts";

/** Requests for shared pages and what belongs to them that one address may make in a quarter of an hour: some twenty open pages. */
const PER_ADDRESS = 4_000;

/**
 * Counts a request of a stranger that carries a link's token, before anything is looked up by it.
 * @throws DomainError `limit`, with when to try again
 */
export async function countShareRequest(db: Db, address: string): Promise<void> {
  await countTries(db, [{ key: keyOf("share", address), most: PER_ADDRESS }]);
}
