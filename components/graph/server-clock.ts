/** Less than this is not told from how long an answer was on its way, and from the whole seconds in which it gives its time. */
const LEAST_MS = 2_000;
/** What took longer than this on its way says too little of the time. */
const LONGEST_MS = 10_000;

/**
 * How far the server's clock is ahead of the reader's, from the time that an answer says it was made at.
 * @param told the answer's `Date`, in whole seconds
 * @param sent when it was asked for, and `received` when it came, by the reader's clock
 * @param known what was known of it before; it stays where the answer does not contradict it
 */
export function clockOffset(told: string | null, sent: number, received: number, known: number): number {
  const said = told === null ? Number.NaN : Date.parse(told);
  const way = received - sent;
  if (Number.isNaN(said) || way < 0 || way > LONGEST_MS) return known;
  const offset = Math.round(said + 500 - (sent + way / 2));
  if (Math.abs(offset - known) < LEAST_MS) return known;
  return Math.abs(offset) < LEAST_MS ? 0 : offset;
}

let offset = 0;

/** An answer came: from its time the server's clock is known. */
export function learnServerTime(told: string | null, sent: number): void {
  offset = clockOffset(told, sent, Date.now(), offset);
}

/** The time by the server's clock, in milliseconds: what it says of when something began is counted on from there. */
export function serverNow(): number {
  return Date.now() + offset;
}
