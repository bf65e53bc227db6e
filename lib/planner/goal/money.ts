import type { Money } from "#lib/domain/goal.ts";

/** An amount found in a text: where it stands, and its exact value. `assumed` is true when no currency was named. */
export type Amount = { money: Money; start: number; end: number; words: string; assumed: boolean };

const SYMBOLS: Record<string, string> = { $: "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR" };
const WORDS: Record<string, string> = {
  dollar: "USD",
  dollars: "USD",
  buck: "USD",
  bucks: "USD",
  euro: "EUR",
  euros: "EUR",
  pound: "GBP",
  pounds: "GBP",
  quid: "GBP",
  franc: "CHF",
  francs: "CHF",
  yen: "JPY",
  rupee: "INR",
  rupees: "INR",
};
const CODES =
  "USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|INR|SEK|NOK|DKK|PLN|CZK|HUF|SGD|HKD|ZAR|BRL|MXN|CNY|KRW|TRY|AED|ILS";
const DOLLARS: Record<string, string> = {
  US: "USD",
  C: "CAD",
  CA: "CAD",
  A: "AUD",
  AU: "AUD",
  NZ: "NZD",
  S: "SGD",
  HK: "HKD",
};

// Groups of three may be parted by comma, point, apostrophe or a (no-break, narrow) space.
const NUMBER = String.raw`\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?`;
const SCALE = String.raw`(?:\s?(?:thousand|million|billion|mln|mio|mn|bn)\b|[km](?![\p{L}\d]))`;
const PREFIX = String.raw`(?:(?<dollar>US|CA|AU|NZ|HK|[CAS])?(?<symbol>[$€£¥₹])|\b(?<before>${CODES})(?![\p{L}]))`;
const SUFFIX = String.raw`(?:\s?(?<after>[€£$¥₹])|\s?\b(?<code>${CODES})\b|\s(?:US\s)?(?<word>${Object.keys(WORDS).join("|")})\b|(?<tight>${CODES})\b)`;
const AMOUNT = new RegExp(
  `(?:${PREFIX}\\s?(?<n1>${NUMBER})(?<s1>${SCALE})?(?:\\s?\\b(?<code1>${CODES})\\b)?|(?<![\\p{L}\\d.,])(?<n2>${NUMBER})(?<s2>${SCALE})?${SUFFIX})`,
  "giu",
);
// "budget of 5000", "budget: 40k": money by its place, though no currency is named.
const BARE = new RegExp(
  `\\b(?:budget|spend|spending)(?:\\s+(?:of|is|limit|cap|about|around|at most|up to|under|no more than))*\\s*[:=]?\\s*(?<n>${NUMBER})(?<s>${SCALE})?(?![\\p{L}\\d%])`,
  "giu",
);
const BARE_BEFORE = new RegExp(`(?<![\\p{L}\\d.,])(?<n>${NUMBER})(?<s>${SCALE})?(?=[ -]budget\\b)`, "giu");
// "and" joins a range only after "between"; elsewhere it joins two amounts.
const RANGE =
  /(?:between\s|from\s)?(?<symbol>[$€£])\s?(?<low>\d[\d,.]*)\s?(?<lowScale>[km])?\s?(?:-|–|—|to|and)\s?(?<sign>[$€£])?(?=\d)/giu;

/** Every amount of money in a text, in order. */
export function readAmounts(text: string): Amount[] {
  const found: Amount[] = [];
  for (const match of text.matchAll(AMOUNT)) {
    const g = match.groups ?? {};
    const currency = currencyOf(g);
    const cents = toCents(g["n1"] ?? g["n2"] ?? "", g["s1"] ?? g["s2"] ?? "");
    if (currency === null || cents === null) continue;
    found.push({ ...placeOf(match), money: { cents, currency }, assumed: false });
  }
  for (const match of text.matchAll(RANGE)) {
    if (!/\band\b/i.test(match[0]) || /^between/i.test(match[0])) widenRange(text, match, found);
  }
  for (const match of [...text.matchAll(BARE), ...text.matchAll(BARE_BEFORE)]) {
    const g = match.groups ?? {};
    const number = (g["n"] ?? "") + (g["s"] ?? "");
    const start = match.index + match[0].indexOf(number);
    const cents = toCents(g["n"] ?? "", g["s"] ?? "");
    if (cents === null || isYear(number) || found.some((one) => start < one.end && one.start <= start))
      continue;
    found.push({
      money: { cents, currency: "USD" },
      start,
      end: start + number.length,
      words: number,
      assumed: true,
    });
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** Words near an amount that make it the goal's budget, and ones that say it is something else. */
const BUDGET_NEAR =
  /\b(budget|spend|spending|cap|capped|cost|costs|costing|funds?|funding|invest|allocate|under|within|below|up to|at most|no more than|max(imum)?|limit)\b/i;
const OTHER_BEFORE =
  /\b(revenue|sales|income|profit|turnover|arr|mrr|price[ds]?|pricing|raise|raising|save|saving|savings|earn|earning|worth|salary|salaries|grow\w*|reach|hit|average|per|margin|pipeline|deals?|market size)\b[^,;.]{0,40}$/i;
const OTHER_AFTER =
  /^\s*(?:in|of)?\s*(?:new |annual |yearly |monthly |recurring )*(revenue|sales|income|profit|turnover|arr|mrr|pipeline|worth|salary|(?:seed|series)\b)/i;

/** The amount the goal itself is about: the one said to be its budget, else the only one that is not something else. Null when there is none. */
export function readGoalBudget(text: string): { amount: Amount; remarks: string[] } | null {
  const scored = readAmounts(text).map((amount) => {
    const before = text.slice(Math.max(0, amount.start - 45), amount.start);
    const after = text.slice(amount.end, amount.end + 40);
    // A cue counts only within its own clause.
    const near = before.split(/[;.]\s|\n/).at(-1) ?? "";
    const next = after.split(/[,;]|\.\s|\n/)[0] ?? "";
    const named = /\bbudget\b/i.test(near) || /^\s*(?:\w+\s+){0,2}budget\b/i.test(next);
    const other = OTHER_BEFORE.test(near) || OTHER_AFTER.test(next);
    const cue = BUDGET_NEAR.test(near);
    return { amount, after: next, score: named ? 3 : other ? -1 : cue ? 2 : 1 };
  });
  const best = scored.filter((one) => one.score > 0).toSorted((a, b) => b.score - a.score)[0];
  if (best === undefined || best.amount.money.cents <= 0) return null;
  const remarks: string[] = [];
  if (best.amount.assumed) remarks.push("The budget names no currency; US dollars are assumed.");
  if (/^\s*(?:per|a|each|every|\/)\s*(?:month|week|year|quarter|day)/i.test(best.after)) {
    remarks.push(
      `The budget is said to recur (${best.amount.words.trim()}${best.after.trimEnd()}); the plan uses it once.`,
    );
  }
  return { amount: best.amount, remarks };
}

/**
 * Whole cents of a written number and scale ("1.5", "m"), without floating point; a third decimal rounds half up.
 * Null when it is no number or too large to be exact.
 */
export function toCents(written: string, scale: string): number | null {
  const zeros = zerosOf(scale);
  const { whole, fraction } = splitNumber(written, zeros > 0);
  if (!/^\d+$/.test(whole)) return null;
  const digits = (fraction + "0".repeat(zeros + 3)).slice(0, zeros + 3);
  const thousandths = BigInt(whole + digits);
  const cents = (thousandths + 5n) / 10n;
  return cents <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(cents) : null;
}

function splitNumber(written: string, scaled: boolean): { whole: string; fraction: string } {
  const plain = written.replace(/['’\s\u00a0\u202f]/g, "");
  const last = Math.max(plain.lastIndexOf(","), plain.lastIndexOf("."));
  if (last < 0) return { whole: plain, fraction: "" };
  const mark = plain.charAt(last);
  const tail = plain.slice(last + 1);
  const both = plain.includes(",") && plain.includes(".");
  const repeated = plain.indexOf(mark) !== last;
  // "40.000" and "40,000" are forty thousand; "1.500m" is one and a half million, "0.125" is a fraction.
  const grouping = tail.length === 3 && !plain.startsWith("0") && !(scaled && mark === ".");
  if (!both && (repeated || grouping)) return { whole: plain.replace(/[.,]/g, ""), fraction: "" };
  return { whole: plain.slice(0, last).replace(/[.,]/g, ""), fraction: tail };
}

function zerosOf(scale: string): number {
  const word = scale.trim().toLowerCase();
  if (word === "k" || word === "thousand") return 3;
  if (word === "m" || word === "mn" || word === "mln" || word === "mio" || word === "million") return 6;
  return word === "bn" || word === "billion" ? 9 : 0;
}

function currencyOf(g: Record<string, string | undefined>): string | null {
  const code = g["code1"] ?? g["code"] ?? g["before"] ?? g["tight"];
  if (code !== undefined) return code.toUpperCase();
  if (g["dollar"] !== undefined && g["symbol"] === "$") return DOLLARS[g["dollar"].toUpperCase()] ?? null;
  const symbol = g["symbol"] ?? g["after"];
  if (symbol !== undefined) return SYMBOLS[symbol] ?? null;
  return WORDS[(g["word"] ?? "").toLowerCase()] ?? null;
}

function placeOf(match: RegExpExecArray): { start: number; end: number; words: string } {
  return { start: match.index, end: match.index + match[0].length, words: match[0] };
}

const isYear = (number: string) => /^(19|20)\d\d$/.test(number);

/** "$20k-30k" and "$20-$30k": the upper end is the amount, the lower one goes; the lower end's own reading is dropped. */
function widenRange(text: string, match: RegExpExecArray, found: Amount[]): void {
  const upper = match.index + match[0].length;
  const tail = new RegExp(`^(?<n>${NUMBER})(?<s>${SCALE})?`, "iu").exec(text.slice(upper));
  if (tail?.groups === undefined) return;
  const cents = toCents(tail.groups["n"] ?? "", tail.groups["s"] ?? "");
  const symbol = match.groups?.["symbol"] ?? "$";
  if (cents === null) return;
  const end = upper + tail[0].length;
  for (let i = found.length - 1; i >= 0; i--) {
    const one = found[i];
    if (one !== undefined && one.start < end && one.end > match.index) found.splice(i, 1);
  }
  found.push({
    money: { cents, currency: SYMBOLS[symbol] ?? "USD" },
    start: match.index,
    end,
    words: text.slice(match.index, end),
    assumed: false,
  });
}
