/**
 * Divides an amount by weights so that the parts are whole cents and their sum is the amount exactly: each part is rounded
 * down, and the cents left over go to the largest remainders (Hamilton's method; of equals the first gets it).
 * @param cents a whole number, zero or more
 * @param weights zero or more each, at least one above zero
 */
export function divideCents(cents: number, weights: readonly bigint[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (!Number.isSafeInteger(cents) || cents < 0)
    throw new RangeError("The amount is not a whole number of cents.");
  if (total <= 0n || weights.some((weight) => weight < 0n))
    throw new RangeError("The weights do not divide anything.");
  const amount = BigInt(cents);
  const parts = weights.map((weight, at) => ({
    at,
    cents: (amount * weight) / total,
    remainder: (amount * weight) % total,
  }));
  let left = amount - parts.reduce((sum, part) => sum + part.cents, 0n);
  for (const part of parts.toSorted((a, b) =>
    a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : a.at - b.at,
  )) {
    if (left === 0n) break;
    part.cents += 1n;
    left -= 1n;
  }
  return parts.map((part) => Number(part.cents));
}
