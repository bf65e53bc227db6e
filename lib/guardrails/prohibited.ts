import { RE2JS } from "re2js";
import type { Prohibited } from "#lib/domain/policy.ts";
import type { Span } from "./texts.ts";

/** Finds what must not occur. RE2 takes time in proportion to the text whatever the pattern is: a pattern cannot hang a worker. */
export type Finder = (text: string) => Span[];

const known = new WeakMap<Prohibited, Finder>();

/** A finder of a policy's terms and patterns, made once for a policy. Categories are a checker model's to judge. */
export function prohibitedFinder(prohibited: Prohibited): Finder {
  const made = known.get(prohibited) ?? makeFinder(prohibited);
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

function makeFinder({ terms, patterns }: Prohibited): Finder {
  const wanted = [
    ...terms.map((term) => ({ what: `“${term}”`, source: wordsOf(term), whole: true })),
    ...patterns.map((pattern) => ({ what: `the pattern ${pattern}`, source: pattern, whole: false })),
  ];
  const compiled = wanted.flatMap(({ source, ...rest }) =>
    patternProblem(source) === null
      ? [{ ...rest, pattern: RE2JS.compile(source, RE2JS.CASE_INSENSITIVE) }]
      : [],
  );
  return (text) =>
    compiled.flatMap(({ what, pattern, whole }) => {
      const spans: Span[] = [];
      const matcher = pattern.matcher(text);
      while (matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()];
        if (end > start && (!whole || standsAlone(text, start, end))) spans.push({ start, end, what });
      }
      return spans;
    });
}

/** A term's words, whatever white space is between them. */
function wordsOf(term: string): string {
  return term
    .trim()
    .split(/\s+/)
    .map((word) => RE2JS.quote(word))
    .join("\\s+");
}

/** Whether a word begins and ends where it was found: "art" is not in "party". A term that is no word may stand anywhere. */
function standsAlone(text: string, start: number, end: number): boolean {
  const isLetter = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  const joins = (inside: string | undefined, outside: string | undefined) =>
    isLetter(inside) && isLetter(outside);
  return !joins(text[start], text[start - 1]) && !joins(text[end - 1], text[end]);
}
