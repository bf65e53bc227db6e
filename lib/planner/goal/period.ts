import { en } from "chrono-node";
import type { Day } from "#lib/domain/goal.ts";
import { addDays, addMonths, dayOf, partsOf, spanFrom } from "./day.ts";
import type { DayRange } from "./day.ts";
import { PERIOD_RULES } from "./period-rules.ts";
import type { Reading } from "./period-rules.ts";

/** A period found in a text, where it stands, and what had to be assumed to read it. */
export type Period = DayRange & { start: number; end: number; words: string; assumption: string | null };

/**
 * Every period a text names, in order, as inclusive days relative to `today`.
 * Our own grammar reads relative and calendar periods; chrono-node reads the absolute dates that are left.
 */
export function readPeriods(text: string, today: Day): Period[] {
  let rest = text;
  const found: Period[] = [];
  const take = (start: number, words: string, reading: Exclude<Reading, null>) => {
    if (reading.from > reading.to) return;
    const { from, to, assumption } = reading;
    found.push({
      from,
      to,
      start,
      end: start + words.length,
      words: words.trim(),
      assumption: assumption ?? null,
    });
    rest = rest.slice(0, start) + "\u0001".repeat(words.length) + rest.slice(start + words.length);
  };
  for (const dates of readDates(rest, today)) if (dates.ranged) take(dates.start, dates.words, dates);
  for (const { pattern, read } of PERIOD_RULES) {
    for (const match of rest.matchAll(pattern)) {
      const reading = read(match.groups ?? {}, today);
      if (reading !== null) take(match.index, match[0], reading);
    }
  }
  for (const dates of readDates(rest, today)) take(dates.start, dates.words, dates);
  return found.toSorted((a, b) => a.start - b.start);
}

/** The period a goal is for: the first one that is not over, else the first; null when it names none. */
export function readPeriod(text: string, today: Day): Period | null {
  const all = readPeriods(text, today);
  // "A two-day conference in May" is in May.
  const named = all.filter((period) => !/^[\p{L}\d]+-(?:day|week|month|year)$/iu.test(period.words));
  const wanted = named.length > 0 ? named : all;
  return wanted.find((period) => period.to >= today) ?? wanted[0] ?? null;
}

type Dates = DayRange & { start: number; words: string; ranged: boolean; assumption?: string };

// What stands before an absolute date says whether it is a day, a limit or a beginning.
const LIMIT =
  /\b(by|before|until|till|through|due(?: on| by)?|deadline(?: is|:| of)?|no later than|not later than)\s*(?:the\s+)?$/i;
const BEGIN = /\b(from|starting(?: on| from)?|beginning(?: on)?|as of|after|since)\s*(?:the\s+)?$/i;
const JOIN = /^\s*(?:,\s*)?(?:-|–|—|to|and|until|till|through|ending(?: on)?)\s*(?:the\s+)?$/i;

// "6 weeks" is no date, though chrono-node reads one.
const MEASURED = /\b(ago|later|minutes?|hours?|days?|weeks?|months?|quarters?|years?)\b/i;

/** Absolute dates by chrono-node; two that a range word joins become one period. */
function readDates(text: string, today: Day): Dates[] {
  const reference = { instant: new Date(`${today}T12:00:00Z`), timezone: 0 };
  const results = en
    // chrono-node takes "from 10" for an hour.
    .parse(text.replace(/\bfrom(?=\s+\d)/gi, "    "), reference, { forwardDate: true })
    .filter((one) => one.start.isCertain("day") && one.start.isCertain("month") && !MEASURED.test(one.text));
  const days = results.map((one) => {
    const from = dayOfChrono(one.start);
    return {
      at: one.index,
      end: one.index + one.text.length,
      from,
      to: one.end ? dayOfChrono(one.end) : from,
      whole: one.end !== null && one.end !== undefined,
      noYear: !one.start.isCertain("year"),
    };
  });
  const out: Dates[] = [];
  for (let i = 0; i < days.length; i++) {
    const one = days[i];
    const next = days[i + 1];
    if (one === undefined) continue;
    const before = text.slice(0, one.at);
    const lead = LIMIT.exec(before) ?? BEGIN.exec(before) ?? /\b(between|on)\s+(?:the\s+)?$/i.exec(before);
    const start = lead?.index ?? one.at;
    const joined = !one.whole && next !== undefined && !next.whole && JOIN.test(text.slice(one.end, next.at));
    if (joined) {
      // "between 1 May and 12 June": when only the end was pushed a year on, or the begin, they belong together.
      const to = next.from < one.from && next.noYear ? addMonths(next.from, 12) : next.from;
      const from = one.noYear && !next.noYear ? sameYear(one.from, to) : one.from;
      out.push({ from, to, start, words: text.slice(start, next.end), ranged: true });
      i += 1;
      continue;
    }
    const words = text.slice(start, one.end);
    if (one.whole) {
      const to = one.to < one.from ? addMonths(one.to, 12) : one.to;
      out.push({ from: one.from, to, start, words, ranged: true });
    } else if (LIMIT.test(before)) {
      const to = /\bbefore\s*(?:the\s+)?$/i.test(before) ? addDays(one.from, -1) : one.from;
      out.push({ from: today, to, start, words, ranged: false });
    } else if (BEGIN.test(before)) {
      const assumption = `No end is given for "${words.trim()}"; 30 days are assumed.`;
      out.push({ ...spanFrom(one.from, 30, "day"), start, words, ranged: false, assumption });
    } else out.push({ from: one.from, to: one.from, start, words, ranged: false });
  }
  return out;
}

type ChronoDay = { get: (part: "year" | "month" | "day") => number | null };
const dayOfChrono = (one: ChronoDay) =>
  dayOf(one.get("year") ?? 0, one.get("month") ?? 1, one.get("day") ?? 1);

function sameYear(from: Day, to: Day): Day {
  const { month, date } = partsOf(from);
  const candidate = dayOf(partsOf(to).year, month, date);
  return candidate <= to ? candidate : dayOf(partsOf(to).year - 1, month, date);
}
