import { RE2JS } from "re2js";
import type { Prohibited } from "#lib/domain/policy.ts";
import { neededWords } from "./needed-words.ts";
import type { Detector, Span } from "./texts.ts";

const known = new WeakMap<Prohibited, Detector>();

/**
 * Finds what must not occur: a policy's terms and patterns; made once for a policy. Categories are a checker model's to judge. RE2 takes
 * time in proportion to the text whatever the pattern is: a pattern cannot hang a worker.
 */
export function prohibitedDetector(prohibited: Prohibited): Detector {
  const made = known.get(prohibited) ?? makeDetector(prohibited);
  known.set(prohibited, made);
  return made;
}

/** Why a pattern cannot be used, in a sentence; null when it can. */
export function patternProblem(pattern: string): string | null {
  try {
    RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    return null;
  } catch (cause) {
    return `This pattern cannot be read: ${cause instanceof Error ? cause.message : "it is no regular expression"}.`;
  }
}

function makeDetector({ terms, patterns }: Prohibited): Detector {
  const readable = patterns.filter((source) => patternProblem(source) === null);
  const detectors = [...(terms.length > 0 ? [termDetector(terms)] : []), ...readable.map(patternDetector)];
  return {
    suspects: (text) => detectors.some(({ suspects }) => suspects(text)),
    find: (text) => detectors.flatMap(({ suspects, find }) => (suspects(text) ? find(text) : [])),
  };
}

/**
 * To ask whether a pattern is there at all takes a tenth of the time that it takes to find where, and to look for the words that it needs
 * a hundredth.
 */
function patternDetector(source: string): Detector {
  const words = neededWords(source);
  const needed = words && new RegExp(words.map(quoted).join("|"), "iu");
  // Where one text ends and the next begins is a line's end to it; what means the whole text's ends it cannot be asked about.
  const ends = /\\[AzZ]|\(\?[a-zA-Z]*-/.test(source);
  const loose = ends ? null : RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE);
  const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  const what = `the pattern ${source}`;
  return {
    suspects: (text) => (needed?.test(text) ?? true) && (loose?.test(text) ?? true),
    find: (text) => {
      const spans: Span[] = [];
      const matcher = pattern.matcher(text);
      while (matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()];
        if (end > start) spans.push({ start, end, what });
      }
      return spans;
    },
  };
}

/**
 * All terms in one expression of the platform's own instead of one of RE2's each. Of plain words, each at one place, it cannot take long
 * whatever the text is; which of them it was is looked up, since a thousand groups took two seconds for 256 kB. Of those that begin at
 * the same place the longest is found.
 */
function termDetector(terms: readonly string[]): Detector {
  const sorted = terms.toSorted((a, b) => b.length - a.length);
  const all = new RegExp(termsSource(sorted), "giu");
  const beginnings = new RegExp(
    [...new Set(sorted.map((term) => quoted(wordsOf(term)[0] ?? "")))].join("|"),
    "iu",
  );
  const byText = new Map(sorted.toReversed().map((term) => [plainOf(term), term]));
  // Some letters are the same as others only to the expression.
  const named = (found: string) =>
    byText.get(plainOf(found)) ??
    sorted.find((term) => new RegExp(`^${wordsSource(term)}$`, "iu").test(found)) ??
    found;
  return {
    suspects: (text) => beginnings.test(text),
    find: (text) => {
      const spans: Span[] = [];
      all.lastIndex = 0;
      for (let match = all.exec(text); match; match = all.exec(text)) {
        const { index: start } = match;
        spans.push({ start, end: start + match[0].length, what: `“${named(match[0])}”` });
        // The next one may begin within this one.
        all.lastIndex = start + 1;
      }
      return spans;
    },
  };
}

/** Where terms stand alone: "art" is not in "party". Those next to each other that begin with a letter are asked together whether one may. */
function termsSource(sorted: readonly string[]): string {
  const groups: { alone: boolean; sources: string[] }[] = [];
  for (const term of sorted) {
    // A term that is no word may stand anywhere.
    const alone = /^[\p{L}\p{N}_]/u.test(term.trim());
    const after = /[\p{L}\p{N}_]$/u.test(term.trim()) ? String.raw`(?![\p{L}\p{N}_])` : "";
    const source = wordsSource(term) + after;
    const last = groups.at(-1);
    if (last?.alone === alone) last.sources.push(source);
    else groups.push({ alone, sources: [source] });
  }
  return groups
    .map(({ alone, sources }) => `${alone ? String.raw`(?<![\p{L}\p{N}_])` : ""}(?:${sources.join("|")})`)
    .join("|");
}

/** A term's words, whatever white space is between them. */
function wordsSource(term: string): string {
  return wordsOf(term).map(quoted).join("\\s+");
}

function wordsOf(term: string): string[] {
  return term.trim().split(/\s+/);
}

function plainOf(text: string): string {
  return wordsOf(text).join(" ").toLowerCase();
}

function quoted(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
