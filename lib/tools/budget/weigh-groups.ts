import { amountText } from "../amount-text.ts";

/** A line of a budget before it has an amount. */
export type WeighedLine = { name: string; weight: bigint; reason: string; lines: number[] };
/** What is known of a line: its return on spend, and the rows that show it. */
export type GroupReturn = { name: string; lines: number[]; returnOnSpend: number | null };

/** Returns are compared to four decimals. */
const PRECISION = 10_000;

function weightOf(returnOnSpend: number): bigint {
  return BigInt(Math.max(0, Math.round(returnOnSpend * PRECISION)));
}

/**
 * Weighs groups by their return on spend: twice the return, twice the money. A group that returned less than it cost gets
 * nothing, as long as another one paid; a group whose return is not known weighs like the lowest that is.
 */
export function weighGroups(groups: readonly GroupReturn[]): WeighedLine[] {
  const known = groups.flatMap((group) => (group.returnOnSpend === null ? [] : [group.returnOnSpend]));
  const paying = known.filter((value) => value >= 1);
  const lowest = Math.min(...(paying.length > 0 ? paying : known));
  const equal = known.every((value) => weightOf(value) === 0n);
  return groups.map(({ name, lines, returnOnSpend }) => {
    if (equal)
      return { name, lines, weight: 1n, reason: "An equal share: no group has a return on spend to go by." };
    if (returnOnSpend === null) {
      const reason = "Its return on spend is not known, so it is weighed like the lowest that is.";
      return { name, lines, weight: weightOf(lowest), reason };
    }
    const returned = `Returned ${amountText(returnOnSpend, null)} for each 1.00 spent`;
    if (returnOnSpend < 1 && paying.length > 0) {
      return {
        name,
        lines,
        weight: 0n,
        reason: `${returned}, less than it cost, so nothing is set aside for it.`,
      };
    }
    return {
      name,
      lines,
      weight: weightOf(returnOnSpend),
      reason: `${returned}; its share follows that return.`,
    };
  });
}

/** Equal shares of names that nothing is known about. */
export function weighNames(names: readonly string[]): WeighedLine[] {
  const reason = "An equal share: there are no figures to weigh it by.";
  return names.map((name) => ({ name, weight: 1n, reason, lines: [] }));
}
