import type { Day, Money } from "./goal.ts";

/** An exact amount in words: 4000000 cents are "40,000 USD", with cents only where there are some. */
export function spellMoney({ cents, currency }: Money): string {
  return `${spellAmount(cents)} ${currency}`;
}

/** The number of an amount alone: "40,000", "12.50". */
export function spellAmount(cents: number): string {
  const size = Math.abs(cents);
  const whole = Math.trunc(size / 100).toLocaleString("en-US");
  const rest = size % 100;
  return `${cents < 0 ? "-" : ""}${whole}${rest === 0 ? "" : `.${String(rest).padStart(2, "0")}`}`;
}

// Made once: with options of its own each call would make another, which took a tenth of all the work of planning a goal.
const DAY = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** A calendar day in words: "1 January 2027". It has no time zone and so never shifts. */
export function spellDay(day: Day): string {
  return DAY.format(new Date(`${day}T00:00:00Z`));
}
