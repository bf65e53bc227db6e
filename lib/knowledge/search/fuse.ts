import type { Why } from "#lib/domain/knowledge.ts";
import { keyOf, type Hit, type PassageKey } from "./leg.ts";

/** What each leg found, best first; null for a leg that took no part. */
export type Legs = { words: Hit[] | null; spelling: Hit[] | null; meaning: Hit[] | null };

/** A leg's hit with its place in that leg, from 1. */
type Placed = Hit & { rank: number };

/** A passage with what each leg says of it, and how well it fits altogether. */
export type Fused = PassageKey & {
  score: number;
  legs: { [L in keyof Why]: Placed | null };
};

/** As Cormack, Clarke and Buettcher (2009) have it: how soon the first places of a leg stop counting for much more than the next. */
const RANK_CONSTANT = 60;
/** What a leg counts for. Words that are merely spelled alike say less than the words themselves, or than the meaning. */
const WEIGHTS: Record<keyof Legs, number> = { words: 1, meaning: 1, spelling: 0.5 };
/** However unsure a leg is, it counts for something. */
const LEAST_SURE = 0.2;

/**
 * How sure legs are of a question, 0 to 1. `words`: how much of its weight is in words that the workspace has. `meaning`: how near the
 * nearest passage is, from what is merely shown beside answers (0) to what answers by itself (1).
 */
export type Sureness = { words: number; meaning: number };

/**
 * Merges legs by reciprocal rank: a passage's score is the sum of 1 / (60 + its place) over the legs that found it, each with its weight, brought to
 * between 0 and 1, where 1 is the first place in each leg that found anything. Only places are compared, since scores of different
 * legs say nothing of each other.
 * @param sure a leg counts for as much as it is sure of the question: of one in other words than the documents' its words say little, of
 * a code its meaning
 * @returns best first; of equals, the one with the best single place, then by document and position, so that the order never changes
 */
export function fuse(legs: Legs, sure: Sureness, limit: number): Fused[] {
  const weights = {
    words: WEIGHTS.words * Math.max(sure.words, LEAST_SURE),
    meaning: WEIGHTS.meaning * Math.min(1, Math.max(sure.meaning, LEAST_SURE)),
    spelling: WEIGHTS.spelling,
  };
  const merged = new Map<string, Fused>();
  let most = 0;
  for (const name of ["words", "meaning", "spelling"] as const) {
    const hits = legs[name];
    if (!hits || hits.length === 0) continue;
    most += weights[name] / (RANK_CONSTANT + 1);
    hits.forEach((hit, at) => {
      const key = keyOf(hit);
      const fused = merged.get(key) ?? {
        documentId: hit.documentId,
        generation: hit.generation,
        position: hit.position,
        score: 0,
        legs: { words: null, spelling: null, meaning: null },
      };
      fused.score += weights[name] / (RANK_CONSTANT + at + 1);
      fused.legs[name] = { ...hit, rank: at + 1 };
      merged.set(key, fused);
    });
  }
  const best = ({ legs: { words, spelling, meaning } }: Fused) =>
    Math.min(words?.rank ?? Infinity, spelling?.rank ?? Infinity, meaning?.rank ?? Infinity);
  return [...merged.values()]
    .map((fused) => ({ ...fused, score: Math.round((fused.score / most) * 1e4) / 1e4 }))
    .toSorted(
      (a, b) =>
        b.score - a.score ||
        best(a) - best(b) ||
        (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : a.position - b.position),
    )
    .slice(0, limit);
}
