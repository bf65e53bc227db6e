import { z } from "zod";
import { linesOf } from "#lib/knowledge/chunk-document.ts";
import { toNumber, parseAmount } from "../metrics/decimal.ts";

const Line = z.number().int().describe("Line of the text");

/** What can be told in a text by its form alone, each with the line that it stands on. */
export const Details = z.object({
  dates: z.array(z.object({ text: z.string(), date: z.string().nullable(), line: Line })),
  amounts: z.array(
    z.object({ text: z.string(), value: z.number(), unit: z.string().nullable(), line: Line }),
  ),
  emails: z.array(z.object({ text: z.string(), line: Line })),
  urls: z.array(z.object({ text: z.string(), line: Line })),
  pairs: z.array(z.object({ name: z.string(), value: z.string(), line: Line })),
});
export type Details = z.infer<typeof Details>;

/** Of each kind no more than this. */
const MOST_OF_A_KIND = 200;
/** Longer lines are read up to here: bounded patterns on bounded lines take bounded time. */
const MOST_LINE = 5_000;

const MONTHS = "january february march april may june july august september october november december".split(
  " ",
);
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const DATES = [
  /\b(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})\b/g,
  new RegExp(`\\b(?<d>\\d{1,2})(?:st|nd|rd|th|\\.)? (?:of )?(?<n>${MONTH})\\.?,? (?<y>\\d{4})\\b`, "gi"),
  new RegExp(`\\b(?<n>${MONTH})\\.? (?<d>\\d{1,2})(?:st|nd|rd|th)?,? (?<y>\\d{4})\\b`, "gi"),
  /\b(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})\b/g,
  // Which of the two is the month is told only where one cannot be.
  /\b(?<a>\d{1,2})\/(?<b>\d{1,2})\/(?<y>\d{4})\b/g,
];
const NUMBER =
  "\\d{1,3}(?:[,' \\u00a0]\\d{3}){1,4}(?:\\.\\d{1,10})?|\\d{1,15}(?:\\.\\d{1,10}|,\\d{1,2}(?!\\d))?";
const AMOUNT = new RegExp(
  `(?<![\\w.,])(?<minus>-)?(?<before>[$€£]|(?:USD|EUR|GBP) ?)? ?(?<sign>-)?(?<number>${NUMBER})(?: ?(?<scale>k|thousand|m|million|bn|billion)\\b)?(?<after> ?%| ?[€£$]| (?:USD|EUR|GBP|dollars?|euros?|pounds?|percent)\\b)?`,
  "gi",
);
const SCALES: Record<string, number> = { k: 3, thousand: 3, m: 6, million: 6, bn: 9, billion: 9 };
const UNITS: [RegExp, string][] = [
  [/[$]|usd|dollar/i, "USD"],
  [/€|eur/i, "EUR"],
  [/£|gbp|pound/i, "GBP"],
  [/%|percent/i, "percent"],
];
const EMAIL = /[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;
const URL_ = /\bhttps?:\/\/[^\s<>"'`|]{1,2000}/gi;
const PAIR =
  /^\s{0,20}(?:[-*•]\s{1,5})?(?:\*\*|__)?(?<name>[\p{L}][^:\n*|]{0,60}?)(?:\*\*|__)?:(?:\*\*|__)?\s{1,20}(?<value>\S.*)$/u;

/** Finds dates, amounts of money and percentages, e-mail and web addresses, and lines of the form "name: value" in a text. */
export function findDetails(text: string): Details {
  const details: Details = { dates: [], amounts: [], emails: [], urls: [], pairs: [] };
  linesOf(text).forEach((whole, at) => {
    const line = at + 1;
    const read = whole.slice(0, MOST_LINE);
    for (const pattern of DATES) {
      for (const match of read.matchAll(pattern)) {
        keep(details.dates, { text: match[0], date: dateOf(match.groups ?? {}), line });
      }
    }
    for (const match of read.matchAll(AMOUNT)) {
      const amount = amountOf(match.groups ?? {});
      if (amount) keep(details.amounts, { text: match[0].trim(), ...amount, line });
    }
    for (const [found] of read.matchAll(EMAIL)) keep(details.emails, { text: found, line });
    for (const [found] of read.matchAll(URL_)) {
      keep(details.urls, { text: found.replace(/[.,;:!?)\]}]+$/, ""), line });
    }
    const pair = PAIR.exec(read)?.groups;
    if (pair?.["name"] && pair["value"]) {
      keep(details.pairs, { name: pair["name"].trim(), value: pair["value"].trim(), line });
    }
  });
  return details;
}

function keep<T>(list: T[], found: T): void {
  if (list.length < MOST_OF_A_KIND) list.push(found);
}

type Groups = Record<string, string | undefined>;

/** A date as YYYY-MM-DD; null when the text does not tell which it is, or there is no such day. */
function dateOf({ y, m, d, n, a, b }: Groups): string | null {
  let month = Number(m ?? 0);
  let day = Number(d ?? 0);
  if (n !== undefined) month = MONTHS.findIndex((name) => name.startsWith(n.slice(0, 3).toLowerCase())) + 1;
  if (a !== undefined && b !== undefined) {
    const [first, second] = [Number(a), Number(b)];
    if (first !== second && first <= 12 && second <= 12) return null;
    [day, month] = first > 12 ? [first, second] : [second, first];
  }
  const date = new Date(Date.UTC(Number(y), month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : null;
}

/** An amount is a number that says of what: a currency, percent, or thousands and millions. */
function amountOf({
  minus,
  before,
  sign,
  number,
  scale,
  after,
}: Groups): { value: number; unit: string | null } | null {
  if (before === undefined && after === undefined && (scale === undefined || scale.length === 1)) return null;
  const read = parseAmount(number ?? "");
  if (!read) return null;
  const digits = sign === undefined && minus === undefined ? read.value.digits : -read.value.digits;
  const power = BigInt(scale === undefined ? 0 : (SCALES[scale.toLowerCase()] ?? 0));
  const mark = `${before ?? ""} ${after ?? ""}`;
  return {
    value: toNumber({ digits: digits * 10n ** power, scale: read.value.scale }),
    unit: UNITS.find(([pattern]) => pattern.test(mark))?.[1] ?? null,
  };
}
