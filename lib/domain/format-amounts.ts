import type { Range } from "./estimate-range.ts";

/** Seconds in words that fit a card: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600)
    return [`${Math.floor(whole / 60)} min`, whole % 60 ? `${whole % 60} s` : ""].join(" ").trim();
  return [`${Math.floor(whole / 3600)} h`, `${Math.floor((whole % 3600) / 60)} min`].join(" ");
}

/** Millionths of a dollar in words: "free", "less than $0.0001", "$0.0021", "$1.20". */
export function formatMicros(micros: number): string {
  if (micros === 0) return "free";
  // Four places would say of it that it was nothing.
  if (micros > 0 && micros < 50) return "less than $0.0001";
  const dollars = micros / 1_000_000;
  return `$${dollars < 0.01 ? dollars.toFixed(4) : dollars.toFixed(2)}`;
}

/** The largest unit that is filled one and a half times: 80 s are easier to read than 1.3 min. */
const UNITS = [
  { seconds: 3600, word: "h" },
  { seconds: 60, word: "min" },
] as const;

/** From half of all cases to nine of ten: "2 to 5 min", "40 s to 2 min", "1 s" where both read the same. */
export function formatSecondsRange({ p50, p90 }: Range): string {
  const [least, most] = [inUnit(p50), inUnit(p90)];
  if (least.unit !== most.unit) return `${least.amount} ${least.unit} to ${most.amount} ${most.unit}`;
  const amounts = least.amount === most.amount ? least.amount : `${least.amount} to ${most.amount}`;
  return `${amounts} ${least.unit}`;
}

function inUnit(seconds: number): { amount: string; unit: string } {
  const { seconds: size, word } = UNITS.find((each) => seconds >= 1.5 * each.seconds) ?? {
    seconds: 1,
    word: "s",
  };
  const amount = seconds / size;
  const rounded = amount < 9.95 ? Math.round(amount * 10) / 10 : Math.round(amount);
  return { amount: String(rounded), unit: word };
}

/** The same of money, with what is not known: "$0.02 to $0.05", "$0.02 to $0.05 + unknown", "free", "cost unknown". */
export function formatMicrosRange({ p50, p90 }: Range, unknown: boolean): string {
  if (p90 <= 0) return unknown ? "cost unknown" : formatMicros(0);
  const places = (p50 > 0 ? p50 : p90) < 10_000 ? 4 : 2;
  const dollars = (micros: number) => `$${(micros / 1_000_000).toFixed(places)}`;
  const [least, most] = [p50 > 0 ? dollars(p50) : "$0", dollars(p90)];
  const known = least === most ? most : `${least} to ${most}`;
  return unknown ? `${known} + unknown` : known;
}
