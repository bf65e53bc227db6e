import { BOUNDARIES, type Arm } from "./doom.ts";
import type { Random } from "./random.ts";

/**
 * One thing that is done to a worker or to the database.
 * - `kill`: SIGKILL after a while;
 * - `boundary`: it kills itself at a named boundary; `drain`: it has been told to stop politely before;
 * - `stop`: SIGSTOP, and SIGCONT once its lease has run out;
 * - `database`: Postgres is killed and started again.
 */
export type Kill =
  | { kind: "kill"; afterMs: number }
  | ({ kind: "boundary"; drain: boolean } & Arm)
  | { kind: "stop"; afterMs: number; forMs: number }
  | { kind: "database"; afterMs: number };

/** Boundaries that a worker comes to seldom, so that waiting for the second time is in vain. */
const SELDOM = /^(finishCall|failStep|expandStep|parkStep|giveBackStep):/;

/**
 * Draws what is to be killed, in which order. Every boundary has its turn again and again.
 * @param options.database whether Postgres may be killed
 */
export function drawKills(
  count: number,
  random: Random,
  options: { leaseSeconds: number; database: boolean },
): Kill[] {
  let turns: string[] = [];
  return Array.from({ length: count }, (): Kill => {
    const kind = random.weighted({ boundary: 56, kill: 26, stop: 14, database: options.database ? 4 : 0 });
    if (kind === "kill") return { kind, afterMs: random.int(0, 600) };
    if (kind === "database") return { kind, afterMs: random.int(0, 300) };
    if (kind === "stop") {
      const beyond = random.int(400, 1_500);
      return { kind, afterMs: random.int(0, 400), forMs: options.leaseSeconds * 1_000 + beyond };
    }
    if (turns.length === 0) turns = random.some(BOUNDARIES, BOUNDARIES.length);
    const at = random.int(0, turns.length - 1);
    const [boundary = ""] = turns.splice(at, 1);
    const drain = boundary.startsWith("giveBackStep");
    return { kind, boundary, drain, nth: SELDOM.test(boundary) ? 1 : random.int(1, 3) };
  });
}
