/**
 * What an error of a write to the database means: `away` the database cannot be reached or is busy, and the same write may succeed
 * later; `data` it refuses what is to be written, and always will; `other` anything else.
 */
export type Trouble = "away" | "data" | "other";

/** Connection exceptions, resources, deadlocks and conflicts, a lock not to be had, a server that ends or follows another. */
const AWAY = /^(08|53|40|55P03|57|25006|25P03|58)/;
/** Data exceptions, constraints, sizes beyond what the database knows. */
const DATA = /^(22|23|54)/;
/** Node's errors of sockets, and Prisma's of connections, its pool and its transactions. */
const AWAY_CODES =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|P1\d{3}|P2024|P2028|P2034)$/;
const AWAY_WORDS =
  /connection (terminated|closed|ended)|terminating connection|timeout|timed out|not queryable/i;

/** Tells what an error means, whatever it is wrapped in. */
export function troubleOf(err: unknown): Trouble {
  // What JSON or the driver cannot put into words or memory: "Invalid string length" and the like.
  if (err instanceof RangeError) return "data";
  let known: Trouble = "other";
  for (const each of layersOf(err)) {
    for (const code of [each["originalCode"], each["code"]]) {
      if (typeof code !== "string") continue;
      if (/^[0-9A-Z]{5}$/.test(code) && DATA.test(code)) return "data";
      if ((/^[0-9A-Z]{5}$/.test(code) && AWAY.test(code)) || AWAY_CODES.test(code)) known = "away";
    }
    for (const words of [each["message"], each["originalMessage"], each["kind"]]) {
      if (typeof words === "string" && AWAY_WORDS.test(words)) known = "away";
    }
  }
  return known;
}

function layersOf(err: unknown, depth = 0): Record<string, unknown>[] {
  if (typeof err !== "object" || err === null || depth > 6) return [];
  const layer = err as Record<string, unknown>;
  const { cause, meta } = layer;
  const driver =
    typeof meta === "object" && meta !== null
      ? (meta as Record<string, unknown>)["driverAdapterError"]
      : null;
  return [layer, ...layersOf(cause, depth + 1), ...layersOf(driver, depth + 1)];
}
