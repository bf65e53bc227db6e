import type { AggregateOptions, DatabaseSync } from "node:sqlite";
import { add, toNumber, ZERO, type Decimal } from "../metrics/decimal.ts";

/** What an aggregate has taken so far. */
type Taken = { sum: Decimal; count: number; whole: boolean };

/** An aggregate cannot work with what it was given; the message is a sentence for a person. */
export class BadFigure extends Error {}

const MOST_INTEGER = 2n ** 63n - 1n;

/** The decimal that a database's number is written as: SQLite's own sums would add its binary neighbours. */
function decimalOf(value: number | bigint, name: string): Decimal {
  if (typeof value === "bigint") return { digits: value, scale: 0 };
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (!found) throw new BadFigure(`${name}() was given a number without end.`);
  const [, sign, whole = "", decimals = "", exponent = "0"] = found;
  const scale = decimals.length - Number(exponent);
  const digits = BigInt(`${sign}${whole}${decimals}`);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function taking(name: string, sign: 1n | -1n) {
  return (taken: Taken, value: unknown): Taken => {
    if (value === null) return taken;
    if (typeof value !== "number" && typeof value !== "bigint") {
      const shown = typeof value === "string" ? `the text “${value.slice(0, 40)}”` : "bytes";
      throw new BadFigure(`${name}() was given ${shown}, which is no number.`);
    }
    const { digits, scale } = decimalOf(value, name);
    return {
      sum: add(taken.sum, { digits: digits * sign, scale }),
      count: taken.count + Number(sign),
      whole: taken.whole && typeof value === "bigint",
    };
  };
}

function integer(value: bigint): bigint {
  if (value > MOST_INTEGER || value < -MOST_INTEGER)
    throw new BadFigure("The sum is too large for a whole number.");
  return value;
}

/**
 * Replaces `sum`, `total` and `avg` by ones that add decimals exactly, as they are written, and refuse texts instead of taking them
 * for 0.
 * @returns what is wrong with the figures of the last query, if something is: Node loses what an aggregate throws while rows are read
 */
export function exactAggregates(database: DatabaseSync): () => BadFigure | null {
  let bad: BadFigure | null = null;
  const keeping = <R>(work: () => R): R => {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof BadFigure) bad = cause;
      throw cause;
    }
  };
  const results: Record<string, (taken: Taken) => number | bigint | null> = {
    sum: ({ sum, count, whole }) => (count === 0 ? null : whole ? integer(sum.digits) : toNumber(sum)),
    total: ({ sum }) => toNumber(sum),
    avg: ({ sum, count }) => (count === 0 ? null : toNumber(sum) / count),
  };
  for (const [name, result] of Object.entries(results)) {
    const take = taking(name, 1n);
    const leave = taking(name, -1n);
    // How many arguments a function has in SQL is read from how many these name.
    const options = {
      start: () => ({ sum: ZERO, count: 0, whole: true }),
      step: (taken: Taken, value: unknown) => keeping(() => take(taken, value)),
      inverse: (taken: Taken, value: unknown) => keeping(() => leave(taken, value)),
      result: (taken: Taken) => keeping(() => result(taken)),
      useBigIntArguments: true,
      deterministic: true,
    };
    // Its types know no objects as what is taken so far; it holds any value.
    database.aggregate(name, options as unknown as AggregateOptions);
  }
  return () => bad;
}
