import { createHash } from "node:crypto";
import type { Db } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";

/** How many tries what they share allows within {@link WINDOW_MINUTES}. */
type Allowance = { key: string; most: number };

const WINDOW_MINUTES = 15;

/** Tries for one e-mail from one address; for one address in all; for one e-mail from everywhere. */
const PER_PAIR = 10;
const PER_ADDRESS = 100;
const PER_SUBJECT = 50;

// Hashed: the table keeps neither what strangers typed nor its length.
export const keyOf = (...parts: string[]) =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");

/** Counts a try under every key (in key order, against deadlocks) and refuses when one has had too many. */
export async function countTries(db: Db, allowances: Allowance[]): Promise<void> {
  const most = new Map(allowances.map(({ key, most }) => [key, most]));
  const rows = await db.$queryRaw<{ key: string; tries: number; minutes: number }[]>`
    insert into sign_in_tries as t (key, tries, resets_at)
    select key, 1, now() + make_interval(mins => ${WINDOW_MINUTES}::int)
    from unnest(${[...most.keys()].toSorted()}::text[]) as key
    on conflict (key) do update set
      tries = case when t.resets_at <= now() then 1 else t.tries + 1 end,
      resets_at = case when t.resets_at <= now() then excluded.resets_at else t.resets_at end
    returning key, tries, ceil(extract(epoch from resets_at - now()) / 60)::int as minutes`;
  const over = rows.filter((row) => row.tries > (most.get(row.key) ?? 0));
  if (over.length === 0) return;
  const minutes = Math.max(1, ...over.map((row) => row.minutes));
  throw new DomainError(
    "limit",
    `Too many tries. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`,
  );
}

/**
 * Counts one try to prove who one is, before it is looked at, so that many at once get no further than many in turn. Kept in
 * Postgres, so that several web processes share one count and a restart forgets none.
 *
 * One address is stopped before it can use up an e-mail's own allowance: locking a person out takes several addresses.
 * @param subject what is being guessed at: an e-mail address, or the set-up code
 * @param address where from
 * @throws DomainError `limit`, with when to try again
 */
export async function countTry(db: Db, subject: string, address: string): Promise<void> {
  await countTries(db, [
    { key: keyOf("pair", subject, address), most: PER_PAIR },
    { key: keyOf("address", address), most: PER_ADDRESS },
  ]);
  await countTries(db, [{ key: keyOf("subject", subject), most: PER_SUBJECT }]);
}

/** After a right answer: forgets the wrong ones of this pair, and whatever has run out. */
export async function forgiveTries(db: Db, subject: string, address: string): Promise<void> {
  await db.$executeRaw`
    delete from sign_in_tries where key = ${keyOf("pair", subject, address)} or resets_at <= now()`;
}
