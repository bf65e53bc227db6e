import { MOST_SHARE_DAYS } from "#lib/domain/share.ts";

/** How long a link is to hold, as a person picks it. */
export const EXPIRIES = { "1": "1 day", "7": "7 days", "30": "30 days", date: "Until a date" } as const;
export type Expiry = keyof typeof EXPIRIES;

const DAY_MS = 86_400_000;

/**
 * When a link ends that is made now: so many days later, or at the end of a day in the reader's zone.
 * @param day as a date input gives it, for "date"
 * @returns ISO; null when no day was given
 */
export function expiryOf(choice: Expiry, day: string, now: Date): string | null {
  if (choice !== "date") return new Date(now.getTime() + Number(choice) * DAY_MS).toISOString();
  const [year = Number.NaN, month = Number.NaN, date = Number.NaN] = day.split("-").map(Number);
  const end = new Date(year, month - 1, date, 23, 59, 59);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
}

/** The last day that may be chosen, as a date input takes it. Its end is within what a link may hold. */
export function lastDay(now: Date): string {
  return dayText(new Date(now.getTime() + (MOST_SHARE_DAYS - 1) * DAY_MS));
}

/** A day in the reader's zone as a date input takes it. */
export function dayText(day: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
