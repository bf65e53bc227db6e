import type { Why } from "#lib/domain/knowledge.ts";
import type { Fused } from "./fuse.ts";
import type { WeighedWord } from "./weigh-words.ts";

/** What stands around a word that was found, in what {@link marksIn} reads. No text has them: they are taken out on the way in. */
export const MARK_BEGIN = "\u0002";
export const MARK_END = "\u0003";

type Mark = [number, number];

/** Where the marked words stand in a text. @param marked the text with marks round what was found; anything else gives none */
export function marksIn(text: string, marked: string): Mark[] {
  const marks: Mark[] = [];
  let plain = "";
  for (const piece of marked.split(MARK_BEGIN)) {
    const end = piece.indexOf(MARK_END);
    if (end > 0) marks.push([plain.length, plain.length + end]);
    plain += piece.replaceAll(MARK_END, "");
  }
  return plain === text ? marks : [];
}

/** Why a passage was found, as a person reads it, and where what was found stands in its text. */
export function explain(
  { legs }: Fused,
  words: readonly WeighedWord[],
  text: string,
  marked: string,
): { why: Why; marks: Mark[] } {
  const asked = new Map(words.map((word) => [word.stem, word.asked]));
  const askedOf = (stems: readonly string[]) => [...new Set(stems.flatMap((stem) => asked.get(stem) ?? []))];
  const marks = legs.words ? marksIn(text, marked) : [];
  const alike = legs.spelling
    ? askedOf(legs.spelling.stems).flatMap((word) => mostAlike(word, text) ?? [])
    : [];
  for (const { at, found } of alike) {
    if (!marks.some(([from, to]) => at < to && at + found.length > from)) marks.push([at, at + found.length]);
  }
  return {
    why: {
      words: legs.words && {
        rank: legs.words.rank,
        score: legs.words.score,
        words: askedOf(legs.words.stems).toSorted(),
      },
      spelling: legs.spelling && {
        rank: legs.spelling.rank,
        score: legs.spelling.score,
        words: alike.map(({ word, found }) => ({ asked: word, found })),
      },
      meaning: legs.meaning && { rank: legs.meaning.rank, score: legs.meaning.score },
    },
    marks: marks.toSorted((a, b) => a[0] - b[0]),
  };
}

/** The word of a text that shares most groups of three letters with another, and where it stands; of equals the first. */
function mostAlike(word: string, text: string): { word: string; found: string; at: number } | null {
  const wanted = trigramsOf(word);
  let best: { word: string; found: string; at: number } | null = null;
  let most = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/gu)) {
    const own = trigramsOf(match[0]);
    let shared = 0;
    for (const trigram of own) if (wanted.has(trigram)) shared++;
    const likeness = shared / (own.size + wanted.size - shared);
    if (likeness > most) [most, best] = [likeness, { word, found: match[0], at: match.index }];
  }
  return best;
}

/** Groups of three letters as pg_trgm makes them: of each word, with two spaces before and one after. */
function trigramsOf(text: string): Set<string> {
  const trigrams = new Set<string>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at++) trigrams.add(padded.slice(at, at + 3));
  }
  return trigrams;
}

/** Why a passage was found, in a sentence: "By words (place 2: refill, paper) and by meaning (place 1)." */
export function whyText({ words, spelling, meaning }: Why): string {
  const parts = [
    words && `by words (place ${words.rank}: ${words.words.join(", ")})`,
    spelling &&
      `by spelling (place ${spelling.rank}: ${spelling.words.map(({ asked, found }) => `${asked} like ${found}`).join(", ")})`,
    meaning && `by meaning (place ${meaning.rank})`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "The document was named." : `Found ${parts.join(", ")}.`;
}
