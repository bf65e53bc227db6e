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

/** Why a passage was found, as a person reads it. */
export function explain({ legs }: Fused, words: readonly WeighedWord[]): Why {
  const asked = new Map(words.map((word) => [word.stem, word.asked]));
  const placed = ({ rank, score }: { rank: number; score: number }) => ({ rank, score });
  return {
    words: legs.words && {
      ...placed(legs.words),
      words: [...new Set(legs.words.stems.flatMap((stem) => asked.get(stem) ?? []))].toSorted(),
    },
    spelling: legs.spelling && {
      ...placed(legs.spelling),
      words: legs.spelling.alike.map(({ stem, word }) => ({ asked: asked.get(stem) ?? stem, found: word })),
    },
    meaning: legs.meaning && placed(legs.meaning),
  };
}

/** Why a passage was found, in a sentence: "Found by words (place 2: refill, paper), by meaning (place 1)." */
export function whyText({ words, spelling, meaning }: Why): string {
  const parts = [
    words && `by words (place ${words.rank}: ${words.words.join(", ")})`,
    spelling &&
      `by spelling (place ${spelling.rank}: ${spelling.words.map(({ asked, found }) => `${asked} like ${found}`).join(", ")})`,
    meaning && `by meaning (place ${meaning.rank})`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "The document was named." : `Found ${parts.join(", ")}.`;
}
