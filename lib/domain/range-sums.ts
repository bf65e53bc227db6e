import type { Range } from "./estimate-range.ts";

export const NOTHING: Range = { p50: 0, p90: 0 };

/** Two amounts that rise and fall together. */
export function addRanges(a: Range, b: Range): Range {
  return { p50: a.p50 + b.p50, p90: a.p90 + b.p90 };
}

/** How many standard deviations the 90th percentile lies above the median. */
const Z90 = normalQuantile(0.9);

/**
 * Gives the amount at so many standard deviations from its median: log-normal, through both percentiles. An amount that is nothing
 * in half of all cases has no logarithm: it rises in a straight line from the median on.
 */
export function amounts({ p50, p90 }: Range): (deviations: number) => number {
  if (p50 <= 0) return (deviations) => (Math.max(0, p90) * Math.max(0, deviations)) / Z90;
  if (p90 <= p50) return () => p50;
  const spread = Math.log(p90 / p50) / Z90;
  return (deviations) => p50 * Math.exp(spread * deviations);
}

/** The longest of `count` independent amounts, as when all of them are worked on at once. */
export function longestOf(one: Range, count: number): Range {
  if (count <= 0) return NOTHING;
  const amount = amounts(one);
  const at = (share: number) => amount(normalQuantile(share ** (1 / count)));
  return { p50: at(0.5), p90: at(0.9) };
}

/** The sum of `count` independent amounts: the middle grows with their number, what goes beyond it with the root of that. */
export function sumOf(one: Range, count: number): Range {
  const p50 = one.p50 * count;
  return { p50, p90: p50 + (one.p90 - one.p50) * Math.sqrt(count) };
}

/**
 * At how many standard deviations from the mean a share (0 < share < 1) of a normal distribution lies below: Acklam's rational
 * approximation, good to nine digits.
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  if (share < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(share));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
        1)
    );
  }
  const q = share - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}
