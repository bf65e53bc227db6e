import type { Day } from "#lib/domain/goal.ts";
import { addDays, dayOf, partsOf, spanFrom, spanUntil, unitRange, weekdayOf } from "./day.ts";
import type { DayRange, Unit } from "./day.ts";

const COUNTS = "one two three four five six seven eight nine ten eleven twelve".split(" ");
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MONTH = String.raw`(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:\.(?=\s*\d))?`;
const MONTH2 = MONTH.replace("<month>", "<month2>");
const YEAR = String.raw`(?:20\d\d)`;
const UNIT = String.raw`(?<unit>day|week|month|quarter|year)s?`;
const COUNT = String.raw`(?<count>\d{1,3}|${COUNTS.join("|")}|couple of|few)`;
const ORDINALS: Record<string, number> = {
  first: 1,
  "1st": 1,
  second: 2,
  "2nd": 2,
  third: 3,
  "3rd": 3,
  fourth: 4,
  "4th": 4,
};
const SEASONS: Record<string, number> = { spring: 3, summer: 6, autumn: 9, fall: 9, winter: 12 };
const WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split(" ");

type Groups = Record<string, string | undefined>;
/** What a rule read, or null when the words do not mean a period after all. */
export type Reading = (DayRange & { assumption?: string }) | null;
/** Words of a period (named groups), and the days they mean seen from `today`. */
export type Rule = { pattern: RegExp; read: (groups: Groups, today: Day) => Reading };

const rule = (pattern: string, read: Rule["read"]): Rule => ({ pattern: new RegExp(pattern, "giu"), read });

/** The grammar of relative and calendar periods. Tried in this order; a place in the text belongs to the first rule that reads it. */
export const PERIOD_RULES: readonly Rule[] = [
  // "from March to May 2027", "March-May"
  rule(
    String.raw`\b(?:(?:from|between|in|for)\s+)?${MONTH}\s*(?<y1>${YEAR})?\s*(?:-|–|—|to|and|until|till|through)\s*${MONTH2}(?:\s+(?<y2>${YEAR}))?(?!\s*\d)`,
    (g, today) => {
      const first = monthOf(g["month"]);
      const last = monthOf(g["month2"]);
      const given = g["y2"] ?? g["y1"];
      const endYear = given === undefined ? undefined : Number(given);
      const fromYear =
        g["y1"] !== undefined
          ? Number(g["y1"])
          : endYear !== undefined
            ? endYear - (last < first ? 1 : 0)
            : nextYearOf(last < first ? 12 : last, today);
      return { from: dayOf(fromYear, first, 1), to: dayOf(fromYear + (last < first ? 1 : 0), last + 1, 0) };
    },
  ),
  // "Q1-Q2 2027", "Q3 to Q4", "Q1 2027", "2027 Q1"
  rule(
    String.raw`\bq(?<q>[1-4])(?:\s*(?:-|–|to|and|through)\s*q(?<q2>[1-4]))?(?:\s*(?:of\s+|,\s*|\/|'|-)?(?<year>${YEAR}))?\b|\b(?<year2>${YEAR})[\s-]*q(?<q3>[1-4])\b`,
    (g, today) =>
      quarters(
        Number(g["q"] ?? g["q3"]),
        Number(g["q2"] ?? g["q"] ?? g["q3"]),
        g["year"] ?? g["year2"],
        today,
      ),
  ),
  rule(
    String.raw`\b(?:the\s+)?(?<ord>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter(?:\s+(?:of\s+)?(?<year>${YEAR}|this year|next year))?\b`,
    (g, today) => {
      const quarter = ORDINALS[(g["ord"] ?? "").toLowerCase()] ?? 1;
      return quarters(quarter, quarter, yearWord(g["year"], today), today);
    },
  ),
  rule(
    String.raw`\b(?:h(?<h>[12])|(?:the\s+)?(?<ord>first|second)\s+half)(?:\s+(?:of\s+)?(?:the\s+)?(?<year>${YEAR}|this year|next year|year))?\b`,
    (g, today) => {
      const half = g["h"] !== undefined ? Number(g["h"]) : (ORDINALS[(g["ord"] ?? "").toLowerCase()] ?? 1);
      if (g["h"] === undefined && g["year"] === undefined) return null;
      const year = yearWord(g["year"] === "year" ? undefined : g["year"], today);
      return quarters(half * 2 - 1, half * 2, year, today);
    },
  ),
  // "by the end of next quarter", "until year end"
  rule(
    String.raw`\b(?<how>by|before|until|till|through)\s+(?:the\s+)?end\s+of\s+(?:the\s+|this\s+|(?<next>next)\s+)?(?<unit>week|month|quarter|year)\b`,
    (g, today) => ({
      from: today,
      to: unitRange(unitOf(g["unit"]), g["next"] === undefined ? 0 : 1, today).to,
    }),
  ),
  rule(String.raw`\b(?:by|until|till|through)\s+(?:year[- ]end|end\s+of\s+year|eoy)\b`, (_g, today) => ({
    from: today,
    to: unitRange("year", 0, today).to,
  })),
  // "by next quarter" is a limit, "next quarter" the whole of it.
  rule(
    String.raw`\b(?<how>by|before)\s+(?:the\s+)?next\s+(?<unit>week|month|quarter|year)\b`,
    (g, today) => ({ from: today, to: addDays(unitRange(unitOf(g["unit"]), 1, today).from, -1) }),
  ),
  // "the next 6 weeks", "the past two quarters", "the coming 30 days"
  rule(
    String.raw`\b(?:(?:over|for|in|during|within)\s+)?(?:the\s+|our\s+)?(?<way>next|coming|following|upcoming|last|past|previous)\s+${COUNT}[\s-]+${UNIT}\b`,
    (g, today) => {
      const back = /last|past|previous/i.test(g["way"] ?? "");
      const count = countOf(g["count"]);
      // "the past 2 quarters" are whole ones; "the past 10 days" end yesterday.
      if (back && /month|quarter|year/i.test(g["unit"] ?? "")) {
        const unit = unitOf(g["unit"]);
        return { from: unitRange(unit, -count, today).from, to: unitRange(unit, -1, today).to };
      }
      return back
        ? spanUntil(addDays(today, -1), count, unitOf(g["unit"]))
        : spanFrom(today, count, unitOf(g["unit"]));
    },
  ),
  // "within 10 days", "in 6 weeks", "over 3 months", "for two weeks", "a 90-day plan", "six weeks from now"
  rule(
    String.raw`\b(?:(?:over|for|in|during|within|inside|across)\s+)(?:the\s+)?(?:about\s+|a\s+)?${COUNT}[\s-]+${UNIT}\b(?!\s+(?:old|ago|experience))`,
    (g, today) => spanFrom(today, countOf(g["count"]), unitOf(g["unit"])),
  ),
  rule(
    String.raw`\b${COUNT}[\s-](?<unit>day|week|month|quarter|year)\b(?!\s+(?:old|ago|experience))`,
    (g, today) => spanFrom(today, countOf(g["count"]), unitOf(g["unit"])),
  ),
  rule(String.raw`\b(?:in|within|over)\s+an?\s+(?<unit>week|month|quarter|year)\b`, (g, today) =>
    spanFrom(today, 1, unitOf(g["unit"])),
  ),
  // "next quarter", "this month", "last year", "the coming week", "next quarter's"
  rule(
    String.raw`\b(?:the\s+)?(?<way>next|coming|upcoming|following|this|current|last|past|previous)\s+(?<unit>week|month|quarter|half|year)(?!end|\w)`,
    (g, today) => {
      const way = (g["way"] ?? "").toLowerCase();
      const offset = /this|current/.test(way) ? 0 : /last|past|previous/.test(way) ? -1 : 1;
      return unitRange(unitOf(g["unit"]), offset, today);
    },
  ),
  rule(String.raw`\b(?:(?<next>next)|this|the|coming)\s+weekend\b`, (g, today) => {
    const saturday = addDays(unitRange("week", g["next"] === undefined ? 0 : 1, today).from, 5);
    return { from: saturday, to: addDays(saturday, 1) };
  }),
  rule(
    String.raw`\b(?:in|for|over|during)?\s*\b(?<way>this|next|the|coming)\s+(?<season>spring|summer|autumn|winter)(?:\s+(?:of\s+)?(?<year>${YEAR}))?\b`,
    (g, today) => season(g["season"] ?? "", g["year"], today),
  ),
  rule(
    String.raw`\b(?:in|for|during)\s+(?<season>spring|summer|autumn|fall|winter)(?:\s+(?:of\s+)?(?<year>${YEAR}))?\b`,
    (g, today) => season(g["season"] ?? "", g["year"], today),
  ),
  rule(String.raw`\b(?<season>spring|summer|autumn|fall|winter)\s+(?<year>${YEAR})\b`, (g, today) =>
    season(g["season"] ?? "", g["year"], today),
  ),
  // "1-12 May", "May 1-12, 2027": chrono errs on the first when a year is missing.
  rule(
    String.raw`\b(?<d1>\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|to)\s*(?<d2>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?${MONTH}(?:,?\s+(?<year>${YEAR}))?|\b${MONTH2}\s+(?<d3>\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|to)\s*(?<d4>\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(?<year2>${YEAR}))?`,
    (g, today) => {
      const month = monthOf(g["month"] ?? g["month2"]);
      const to = Number(g["d2"] ?? g["d4"]);
      const year = g["year"] ?? g["year2"];
      const chosen = year !== undefined ? Number(year) : yearOfDay(month, to, today);
      return { from: dayOf(chosen, month, Number(g["d1"] ?? g["d3"])), to: dayOf(chosen, month, to) };
    },
  ),
  // "by March" ends before it begins being spent: through its last day; "before March" through the day before it.
  rule(
    String.raw`\b(?<how>by|before|until|till|through)\s+(?:the\s+end\s+of\s+|end\s+of\s+)?${MONTH}(?:,?\s+(?<year>${YEAR}))?(?!\s*\d)`,
    (g, today) => {
      const range = wholeMonth(g["month"], g["year"], today);
      return { from: today, to: /before/i.test(g["how"] ?? "") ? addDays(range.from, -1) : range.to };
    },
  ),
  rule(
    String.raw`\b(?:in|for|during|of|throughout)?\s*\b(?<part>early|mid|late)[\s-]+${MONTH}(?:,?\s+(?<year>${YEAR}))?(?!\s*\d)`,
    (g, today) => {
      const { from, to } = wholeMonth(g["month"], g["year"], today);
      const part = (g["part"] ?? "").toLowerCase();
      if (part === "early") return { from, to: addDays(from, 9) };
      return part === "mid"
        ? { from: addDays(from, 10), to: addDays(from, 19) }
        : { from: addDays(from, 20), to };
    },
  ),
  rule(
    String.raw`\b(?<lead>in|for|during|this|next|throughout|all of|of)\s+${MONTH}(?:,?\s+(?<year>${YEAR}))?(?!\s*\d)`,
    // "this may work" names no month.
    (g, today) =>
      g["month"] === "may" && /this|next/i.test(g["lead"] ?? "")
        ? null
        : wholeMonth(g["month"], g["year"], today),
  ),
  rule(String.raw`(?<!\d(?:st|nd|rd|th)?(?:\s+of)?\s?)\b${MONTH}(?:,?\s+(?<year>${YEAR}))\b`, (g, today) =>
    wholeMonth(g["month"], g["year"], today),
  ),
  rule(String.raw`\b(?:in|for|during|throughout|of)\s+(?<year>${YEAR})\b(?![-/.]\d)`, (g) => ({
    from: `${g["year"]}-01-01`,
    to: `${g["year"]}-12-31`,
  })),
  rule(
    String.raw`\b(?<how>by|before|until|till|on|this|next|due)?\s*\b(?<next>next\s+|this\s+)?(?<weekday>${WEEKDAYS.join("|")})\b(?!s|,?\s+(?:the\s+)?\d|,?\s+${MONTH.replace("?<month>", "?:")})`,
    (g, today) => {
      const how = (g["how"] ?? "").toLowerCase();
      if (how === "" && g["next"] === undefined) return null;
      const wanted = WEEKDAYS.indexOf((g["weekday"] ?? "").toLowerCase()) + 1;
      const ahead = (wanted - weekdayOf(today) + 7) % 7;
      // "next Friday" is the one of next week.
      const nextWeek = how === "next" || /next/i.test(g["next"] ?? "");
      const day = nextWeek ? addDays(unitRange("week", 1, today).from, wanted - 1) : addDays(today, ahead);
      if (/^(by|until|till|due)$/.test(how)) return { from: today, to: day };
      return how === "before" ? { from: today, to: addDays(day, -1) } : { from: day, to: day };
    },
  ),
];

const monthOf = (word: string | undefined) => MONTHS.indexOf((word ?? "").slice(0, 3).toLowerCase()) + 1;

/** The year in which this month has not ended yet, seen from today. */
function nextYearOf(month: number, today: Day): number {
  const { year, month: now } = partsOf(today);
  return month >= now ? year : year + 1;
}

function yearOfDay(month: number, day: number, today: Day): number {
  const { year } = partsOf(today);
  return dayOf(year, month, day) >= today ? year : year + 1;
}

function wholeMonth(word: string | undefined, year: string | undefined, today: Day): DayRange {
  const month = monthOf(word);
  const chosen = year === undefined ? nextYearOf(month, today) : Number(year);
  return { from: dayOf(chosen, month, 1), to: dayOf(chosen, month + 1, 0) };
}

function quarters(first: number, last: number, year: string | undefined, today: Day): DayRange {
  const chosen = year === undefined ? nextYearOf(last * 3, today) : Number(year);
  return { from: dayOf(chosen, first * 3 - 2, 1), to: dayOf(chosen, last * 3 + 1, 0) };
}

function yearWord(word: string | undefined, today: Day): string | undefined {
  if (word === undefined || /^\d/.test(word)) return word;
  return String(partsOf(today).year + (/next/i.test(word) ? 1 : 0));
}

function season(word: string, year: string | undefined, today: Day): Reading {
  const first = SEASONS[word.toLowerCase()] ?? 3;
  const now = partsOf(today);
  let chosen = year === undefined ? now.year : Number(year);
  if (year === undefined && dayOf(chosen, first + 3, 0) < today) chosen += 1;
  const name = word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  return {
    from: dayOf(chosen, first, 1),
    to: dayOf(chosen, first + 3, 0),
    assumption: `${name} is read as the northern season, by whole months.`,
  };
}

function countOf(word: string | undefined): number {
  const text = (word ?? "").toLowerCase();
  if (text === "couple of") return 2;
  if (text === "few") return 3;
  return COUNTS.includes(text) ? COUNTS.indexOf(text) + 1 : Math.max(1, Number(text));
}

function unitOf(word: string | undefined): Unit {
  const unit = (word ?? "").toLowerCase();
  return unit === "day" || unit === "week" || unit === "month" || unit === "quarter" || unit === "half"
    ? unit
    : "year";
}
