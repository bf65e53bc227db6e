import type { CsvTable } from "#lib/knowledge/parse-csv.ts";
import { parseAmount, toNumber } from "../metrics/decimal.ts";
import { saysNothing } from "../metrics/read-columns.ts";
import type { TableColumn } from "./query-io.ts";
import { columnNames } from "./table-names.ts";

/** A value as the database stores it. */
export type StoredCell = string | number | bigint | null;
/** A column with a value for each row. */
export type TypedColumn = TableColumn & { cells: StoredCell[] };

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Digits that a floating-point number gives back as they were. */
const EXACT_DIGITS = 15;

/**
 * Tells what each column of a table holds. A column holds numbers only when every filled cell is one, all are written in one way and
 * in one currency, and none loses a digit: figures of more than 15 digits, and numbers with leading zeros, are names and stay as
 * they are written.
 */
export function typeColumns(table: CsvTable): TypedColumn[] {
  const names = columnNames(table.header);
  return names.map((name, at) => {
    const cells = table.rows.map((row) => row.cells[at] ?? "");
    return { name, ...(numbersOf(cells) ?? textsOf(cells)) };
  });
}

function textsOf(cells: readonly string[]): Omit<TypedColumn, "name"> {
  const filled = cells.filter((cell) => cell !== "");
  const type = filled.length > 0 && filled.every((cell) => ISO_DATE.test(cell)) ? "date" : "text";
  return { type, unit: null, cells: cells.map((cell) => (cell === "" ? null : cell)) };
}

function numbersOf(cells: readonly string[]): Omit<TypedColumn, "name"> | null {
  const amounts = cells.map((cell) => (saysNothing(cell) ? null : (parseAmount(cell) ?? undefined)));
  const filled = amounts.filter((amount) => amount !== null);
  const known = filled.filter((amount) => amount !== undefined);
  if (known.length === 0 || known.length < filled.length || cells.some(isName) || ambiguous(cells))
    return null;
  if (known.some(({ value }) => digitsOf(value.digits) > EXACT_DIGITS)) return null;
  const currencies = new Set(known.map(({ currency }) => currency).filter((code) => code !== null));
  const units = new Set(known.map(({ unit }) => unit));
  // Percent beside plain numbers, or two currencies, would be added up to nonsense.
  if (currencies.size > 1 || (units.has("percent") && units.size > 1)) return null;
  const whole = known.every(({ value }) => value.scale === 0);
  return {
    type: whole ? "integer" : "decimal",
    unit: units.has("percent") ? "percent" : ([...currencies][0] ?? null),
    cells: amounts.map((amount) => {
      if (!amount) return null;
      return whole ? amount.value.digits : toNumber(amount.value);
    }),
  };
}

/** "007" and "01234" name something. */
function isName(cell: string): boolean {
  return /^[-+]?0\d/.test(cell);
}

/** A column with "12,5" in one cell and "1,234" in another says of neither what its comma means. */
function ambiguous(cells: readonly string[]): boolean {
  return (
    cells.some((cell) => /\d,\d{1,2}(?!\d)/.test(cell)) && cells.some((cell) => /\d,\d{3}(?!\d)/.test(cell))
  );
}

function digitsOf(value: bigint): number {
  return String(value < 0n ? -value : value).replace(/0+$/, "").length;
}
