/** An amount of cents as people write it: "$40,000.00". */
export function centsText(cents: number, currency: string): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(cents / 100);
}

/** An amount in a currency, or a plain number with two decimals when the currency is not known. */
export function amountText(amount: number, currency: string | null): string {
  const options = currency
    ? { style: "currency" as const, currency }
    : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return new Intl.NumberFormat("en-US", options).format(amount);
}

/** A number as people write it: "12,345" or "1.25". */
export function numberText(number: number): string {
  return new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(number);
}

/** A share of one as a percentage with one decimal at most: "12.5%". */
export function shareText(share: number): string {
  return new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 }).format(share);
}
