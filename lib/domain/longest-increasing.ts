/** A longest subsequence of items whose numbers (all different) increase; O(n log n), by patience sorting. */
export function longestIncreasing<T>(items: readonly T[], number: (item: T) => number): T[] {
  type Link = { item: T; number: number; previous: Link | null };
  /** The ends of the best subsequences found so far, by their length less one. */
  const ends: Link[] = [];
  for (const item of items) {
    const value = number(item);
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle]?.number ?? Infinity) < value) low = middle + 1;
      else high = middle;
    }
    ends[low] = { item, number: value, previous: ends[low - 1] ?? null };
  }
  const longest: T[] = [];
  for (let link = ends.at(-1) ?? null; link; link = link.previous) longest.push(link.item);
  return longest.toReversed();
}
