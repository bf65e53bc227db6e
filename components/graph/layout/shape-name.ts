import type { GraphShape } from "#lib/domain/graph.ts";

/**
 * A short name for a graph's steps and dependencies in their order, by which a layout is known to be of this very graph: a hash of 53
 * bits, in which two multipliers (FNV's prime, and one of MurmurHash) each mix 32.
 */
export function shapeName(graph: GraphShape): string {
  let [low, high] = [0x811c9dc5, 0xcbf29ce4];
  const take = (text: string) => {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code ^ (low >>> 15), 0x85ebca6b);
    }
  };
  for (const { id } of graph.steps) take(`${id},`);
  for (const { from, to } of graph.dependencies) take(`${from}>${to};`);
  return ((high >>> 11) * 2 ** 32 + (low >>> 0)).toString(36);
}
