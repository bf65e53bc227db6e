/** An exact decimal number: `digits` divided by ten to the power of `scale`. */
export type Decimal = { digits: bigint; scale: number };

export const ZERO: Decimal = { digits: 0n, scale: 0 };

function rescale(value: Decimal, scale: number): bigint {
  return value.digits * 10n ** BigInt(scale - value.scale);
}

/** Adds exactly, whatever the number of decimals. */
export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: rescale(a, scale) + rescale(b, scale), scale };
}

/** The number nearest to an exact decimal. */
export function toNumber({ digits, scale }: Decimal): number {
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  return Number(`${sign}${text.slice(0, text.length - scale)}.${text.slice(text.length - scale)}0`);
}

/** a divided by b, rounded half up to four decimals; null when b is zero or negative. */
export function ratio(a: Decimal, b: Decimal): number | null {
  if (b.digits <= 0n) return null;
  const scale = Math.max(a.scale, b.scale);
  const above = rescale(a, scale) * 20_000n;
  const below = rescale(b, scale);
  const doubled = above / below;
  return Number((doubled + (doubled >= 0n ? 1n : -1n)) / 2n) / 10_000;
}

/** What a cell's number measures. */
export type Unit = "number" | "money" | "percent";

/** Currency marks that cells carry, with their ISO 4217 codes. */
const CURRENCIES: Record<string, string> = {
  $: "USD",
  "€": "EUR",
  "£": "GBP",
  USD: "USD",
  EUR: "EUR",
  GBP: "GBP",
};

/**
 * Reads a cell as a number: "1234.5", "1,234.50", "$1,234", "(12.00)", "-3", "12%", "12,5" (two decimals at most).
 * @returns null when it is not a number
 */
export function parseAmount(cell: string): { value: Decimal; unit: Unit; currency: string | null } | null {
  let rest = cell.trim().replace(/^\((.*)\)$/, "-$1");
  let unit: Unit = "number";
  let currency: string | null = null;
  if (rest.endsWith("%")) {
    unit = "percent";
    rest = rest.slice(0, -1).trim();
  }
  const mark = /USD|EUR|GBP|[$€£]/.exec(rest)?.[0];
  if (mark) {
    unit = "money";
    currency = CURRENCIES[mark] ?? null;
    rest = rest.replace(mark, "").replace(/^-\s+/, "-").trim();
  }
  const whole = /^([-+]?)(\d{1,15}|\d{1,3}(?:[,' \u00a0]\d{3}){1,4})(?:\.(\d{1,10}))?$/.exec(rest);
  const comma = whole ? null : /^([-+]?)(\d{1,15}),(\d{1,2})$/.exec(rest);
  const [, sign, integer, decimals = ""] = whole ?? comma ?? [];
  if (integer === undefined) return null;
  const digits = BigInt(integer.replace(/\D/g, "") + decimals);
  return { value: { digits: sign === "-" ? -digits : digits, scale: decimals.length }, unit, currency };
}
