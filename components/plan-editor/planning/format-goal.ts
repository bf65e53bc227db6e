import type { Day, Money } from "#lib/domain/goal.ts";

/** A calendar day in words: "1 Jan 2027". It has no time zone and so never shifts. */
export function formatDay(day: Day): string {
  const options = { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(`${day}T00:00:00Z`));
}

/** An amount in words, cents only where there are some: "$40,000", "€12.50". */
export function formatMoney({ cents, currency }: Money): string {
  const digits = cents % 100 === 0 ? 0 : 2;
  try {
    const style = {
      style: "currency",
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    } as const;
    return new Intl.NumberFormat("en-US", style).format(cents / 100);
  } catch {
    // Three letters that are no currency this browser knows.
    return `${(cents / 100).toFixed(digits)} ${currency}`;
  }
}
