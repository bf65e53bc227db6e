import { z } from "zod";

/** Which passage: the document, the generation of its passages, and the place among them. */
export const PassageKey = z.object({
  documentId: z.string(),
  generation: z.number().int(),
  position: z.number().int(),
});
export type PassageKey = z.infer<typeof PassageKey>;

/** A word of the documents that looks like one that was asked. `query`: what finds it, as Postgres writes a tsquery. */
export const AlikeWord = z.object({ stem: z.string(), word: z.string(), query: z.string() });
export type AlikeWord = z.infer<typeof AlikeWord>;

/** A passage as one leg found it: `stems` of the question that it has, or words that look like some of the question's. */
export const Hit = PassageKey.extend({
  score: z.number(),
  stems: z.array(z.string()).default([]),
  alike: z.array(AlikeWord).default([]),
});
export type Hit = z.infer<typeof Hit>;

/** A search within a workspace. `ids`: only these documents; null is all. */
export type Scope = { workspaceId: string; ids: readonly string[] | null };

/** How many passages a leg gives: more than anybody is shown, so that what is second in two legs is not lost. */
export const HITS_A_LEG = 50;

/**
 * Share of the query's weight that a passage must hold. A word's weight is its rarity in the workspace, so a passage that
 * shares only everyday words with an unrelated query stays below it and the search finds nothing.
 */
export const FLOOR = 0.3;

/** One text for a passage, to tell it from others. */
export function keyOf({ documentId, generation, position }: PassageKey): string {
  return `${documentId} ${generation} ${position}`;
}
