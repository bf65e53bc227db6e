import type { Embedder } from "./embedder.ts";
import { likeness, unit } from "./vectors.ts";

/** Sentences that have nothing to do with each other. */
const STRANGERS = [
  "The train leaves the station at noon.",
  "She plays the violin in an orchestra.",
  "The dough needs two eggs and some flour.",
  "Stars form when clouds of gas collapse.",
  "The court dismissed the appeal.",
  "He scored a goal in the last minute.",
  "The patient was given antibiotics.",
  "Install the driver and restart the computer.",
];
/** How far from strangers to the same a passage must be: see {@link Floors}. */
const SHARES = { alone: 0.36, withWord: 0.3, companion: 0.16 };

/**
 * How alike a passage must be to a question: to answer it though the workspace knows no word of it; to answer it where it knows one;
 * to be shown beside what answers it.
 */
export type Floors = { alone: number; withWord: number; companion: number };

const known = new Map<string, Floors>();

/**
 * How alike a passage must be to a question. Models differ: of some, strangers are 0.1 alike, of others 0.7. So it is measured, once a
 * process and model: how alike sentences are that have nothing to do with each other, and from there some of the way to 1. Of 20
 * questions that had nothing to do with two small workspaces, the built-in model lets 3 and 4 pass as answered; of those that they do
 * answer, half again as many as it finds would be lost without companions.
 */
export async function meaningFloors(embedder: Embedder, signal: AbortSignal): Promise<Floors> {
  const before = known.get(embedder.key);
  if (before) return before;
  const vectors = (await embedder.embed(STRANGERS, signal)).map(unit);
  let sum = 0;
  let pairs = 0;
  for (const [at, a] of vectors.entries()) {
    for (const b of vectors.slice(at + 1)) {
      sum += likeness(a, b);
      pairs++;
    }
  }
  const strangers = Math.max(0, sum / pairs);
  const floorOf = (share: number) => strangers + share * (1 - strangers);
  const floors = {
    alone: floorOf(SHARES.alone),
    withWord: floorOf(SHARES.withWord),
    companion: floorOf(SHARES.companion),
  };
  known.set(embedder.key, floors);
  return floors;
}
