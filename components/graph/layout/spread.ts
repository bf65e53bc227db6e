/** Where something of a row would like to be, how much that counts, and the least distance from what stands before it. */
export type Wish = { at: number; weight: number; room: number };

/** Neighbours that stand as close as they may, and so move together. */
type Block = {
  /** Where the block's first would be if it were alone, by what each of its parts wishes; sorted for a median. */
  wishes: { at: number; weight: number }[];
  weight: number;
  at: number;
  count: number;
};

/**
 * Puts what stands in a row, in this order, as near to its wishes as the room between neighbours allows: the sum of the distances
 * (median) or of their squares (mean) is the least there can be. The median moves as few as possible; the mean spreads evenly.
 * It is the isotonic regression of the wishes, by pooling what is in each other's way.
 */
export function spread(wishes: readonly Wish[], centre: "mean" | "median"): number[] {
  const blocks: Block[] = [];
  let offset = 0;
  for (const [index, { at, weight, room }] of wishes.entries()) {
    offset += index === 0 ? 0 : room;
    let block: Block = { wishes: [{ at: at - offset, weight }], weight, at: at - offset, count: 1 };
    for (let last = blocks.at(-1); last && last.at >= block.at; last = blocks.at(-1)) {
      blocks.pop();
      block = merge(last, block, centre);
    }
    blocks.push(block);
  }
  const places: number[] = [];
  offset = 0;
  for (const block of blocks) {
    for (let i = 0; i < block.count; i += 1) {
      offset += places.length === 0 ? 0 : (wishes[places.length]?.room ?? 0);
      places.push(block.at + offset);
    }
  }
  return places;
}

function merge(a: Block, b: Block, centre: "mean" | "median"): Block {
  const weight = a.weight + b.weight;
  const count = a.count + b.count;
  if (centre === "mean") {
    return { wishes: [], weight, count, at: (a.at * a.weight + b.at * b.weight) / weight };
  }
  const wishes = [...a.wishes, ...b.wishes].toSorted((x, y) => x.at - y.at);
  return { wishes, weight, count, at: weightedMedian(wishes, weight) };
}

function weightedMedian(sorted: readonly { at: number; weight: number }[], total: number): number {
  let sum = 0;
  for (const { at, weight } of sorted) {
    sum += weight;
    if (sum >= total / 2) return at;
  }
  return sorted.at(-1)?.at ?? 0;
}
