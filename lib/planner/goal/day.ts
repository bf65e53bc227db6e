import type { Day } from "#lib/domain/goal.ts";

/** Inclusive range of days. */
export type DayRange = { from: Day; to: Day };

/** The day of a year, month (1 to 12; other numbers carry into the year) and day of the month (0: last of the month before). */
export function dayOf(year: number, month: number, day: number): Day {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** Year, month (1 to 12) and day of the month. */
export function partsOf(day: Day): { year: number; month: number; date: number } {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), date: Number(day.slice(8, 10)) };
}

/** The day that lies `count` days later (earlier when negative). */
export function addDays(day: Day, count: number): Day {
  const { year, month, date } = partsOf(day);
  return dayOf(year, month, date + count);
}

/** The same day of the month `count` months later, or that month's last day when it is shorter. */
export function addMonths(day: Day, count: number): Day {
  const { year, month, date } = partsOf(day);
  const last = partsOf(dayOf(year, month + count + 1, 0)).date;
  return dayOf(year, month + count, Math.min(date, last));
}

/** Monday is 1, Sunday 7 (ISO 8601). */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** A calendar unit that a period can be measured in. */
export type Unit = "day" | "week" | "month" | "quarter" | "half" | "year";

/** The whole calendar unit that is `offset` units after the one `today` lies in: (quarter, 1) is next quarter. Weeks begin on Monday. */
export function unitRange(unit: Unit, offset: number, today: Day): DayRange {
  const { year, month } = partsOf(today);
  if (unit === "day") return { from: addDays(today, offset), to: addDays(today, offset) };
  if (unit === "week") {
    const from = addDays(today, 1 - weekdayOf(today) + 7 * offset);
    return { from, to: addDays(from, 6) };
  }
  const months = { month: 1, quarter: 3, half: 6, year: 12 }[unit];
  const first = Math.floor((month - 1) / months) * months + 1 + offset * months;
  return { from: dayOf(year, first, 1), to: dayOf(year, first + months, 0) };
}

/** The range of `count` units that begins on `from`: 6 weeks from Monday end on a Sunday. */
export function spanFrom(from: Day, count: number, unit: Unit): DayRange {
  if (unit === "day") return { from, to: addDays(from, count - 1) };
  if (unit === "week") return { from, to: addDays(from, 7 * count - 1) };
  const months = { month: 1, quarter: 3, half: 6, year: 12 }[unit];
  return { from, to: addDays(addMonths(from, months * count), -1) };
}

/** The range of `count` units that ends on `to`. */
export function spanUntil(to: Day, count: number, unit: Unit): DayRange {
  if (unit === "day") return { from: addDays(to, 1 - count), to };
  if (unit === "week") return { from: addDays(to, 1 - 7 * count), to };
  const months = { month: 1, quarter: 3, half: 6, year: 12 }[unit];
  return { from: addDays(addMonths(to, -months * count), 1), to };
}
