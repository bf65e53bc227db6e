import type { Day } from "#lib/domain/goal.ts";
import { addDays } from "../goal/day.ts";
import type { PlaybookContext } from "./playbook.ts";

type Days = { from: Day; to: Day };

/** A period up to so long names when a thing happens rather than how long there is to work on it. */
const LONGEST_OCCASION_DAYS = 14;

/** The days in which something that happens in the period is prepared: from today, when the period is a date or a week or two. */
export function daysToPrepare({ period, today }: PlaybookContext): Days {
  const occasion = period.to < addDays(period.from, LONGEST_OCCASION_DAYS);
  return occasion && period.from > today
    ? { from: today, to: period.to }
    : { from: period.from, to: period.to };
}

/** The period, or the next 30 days when the goal looks back on one that is over. */
export function daysAhead({ period, today }: PlaybookContext): Days {
  return period.to < today ? { from: today, to: addDays(today, 29) } : { from: period.from, to: period.to };
}
