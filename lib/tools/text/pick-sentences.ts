import { citationOf, type Citation } from "../citation.ts";
import type { FoundPassage } from "../search/search-io.ts";
import { sentencesOf } from "./sentences.ts";
import { stemOf, wordsOf } from "./words.ts";

/** A sentence chosen from a passage, with its place. */
export type PickedSentence = Citation & { text: string };

/** Longer than any chunk of a document. */
const LONGEST_PASSAGE = 4_000;
const SHORTEST = 40;
const LONGEST = 320;
const MOST_A_DOCUMENT = 4;
/** A sentence with a figure in it says something that can be checked. */
const FIGURE_BONUS = 0.4;
/** A sentence that begins with one of these points back at what is not quoted. */
const POINTS_BACK = /^(?:it|its|they|their|this|these|those|that|he|she|then|both|such|so|but|and)\b/i;
const POINTS_BACK_FACTOR = 0.4;

/**
 * Picks the sentences of some passages that say most about given words: the words it holds, weighed, for its length, and
 * the passage's own score. No more than four from one document, in the order best first.
 * @param weights what each stem is worth
 */
export function pickSentences(
  passages: readonly FoundPassage[],
  weights: ReadonlyMap<string, number>,
  limit: number,
): PickedSentence[] {
  const seen = new Set<string>();
  const ranked = passages
    .flatMap((passage) =>
      sentencesOf(passage.text.slice(0, LONGEST_PASSAGE), passage.line).map(({ text, line }) => {
        const words = wordsOf(text).flatMap((word) => word.split("-"));
        const held = new Set(words.map(stemOf));
        const weight = [...held].reduce((sum, stem) => sum + (weights.get(stem) ?? 0), 0);
        const figure = /\d/.test(text) ? FIGURE_BONUS : 0;
        const factor = POINTS_BACK.test(text) ? POINTS_BACK_FACTOR : 1;
        const score = factor * (weight / Math.sqrt(Math.max(words.length, 8)) + figure + passage.score / 2);
        return { text, passage, line, score };
      }),
    )
    .filter(({ text }) => text.length >= SHORTEST && text.length <= LONGEST && !text.endsWith(":"))
    .toSorted((a, b) => b.score - a.score);
  const ofDocument = new Map<string, number>();
  const picked: PickedSentence[] = [];
  for (const { text, passage, line } of ranked) {
    const { document } = passage;
    if (picked.length === limit) break;
    const key = wordsOf(text).join(" ");
    const from = ofDocument.get(document) ?? 0;
    if (seen.has(key) || from === MOST_A_DOCUMENT) continue;
    seen.add(key);
    ofDocument.set(document, from + 1);
    picked.push({ text, ...citationOf(passage, line) });
  }
  return picked;
}
