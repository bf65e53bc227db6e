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
/** How far from strangers to the same a passage must be to count as an answer. */
const NEARER = 0.3;

const floors = new Map<string, number>();

/**
 * How alike a passage must be to a question to be an answer to it. Models differ: of some, strangers are 0.1 alike, of others 0.7. So it
 * is measured, once a process: how alike sentences are that have nothing to do with each other, and three tenths of the way from
 * there to 1.
 */
export async function meaningFloor(embedder: Embedder, signal: AbortSignal): Promise<number> {
  const known = floors.get(embedder.key);
  if (known !== undefined) return known;
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
  const floor = strangers + NEARER * (1 - strangers);
  floors.set(embedder.key, floor);
  return floor;
}
