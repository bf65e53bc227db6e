import { BrokenCsv, type CsvTable } from "#lib/knowledge/parse-csv.ts";
import { parseAmount, type Decimal } from "./decimal.ts";
import type { ColumnKind } from "./metrics-io.ts";

/** A column as understood: what it holds and, of a numeric one, each row's value (null where the cell says nothing). */
export type Column = { name: string; kind: ColumnKind; values: (Decimal | null)[]; currency: string | null };

const DATE =
  /^(?:\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:q[1-4]|[a-z]{3,9})[ -]?\d{4}|\d{4}[ -]?q[1-4])$/i;
const MONEY_NAME = /\b(?:spend|spent|cost|costs|revenue|sales|budget|price|income|turnover|profit|amount)\b/;
/** Numbers that name a thing instead of measuring it. */
const LABEL_NAME = /\b(?:id|year|zip|code|no|nr)\b/;
const DATE_NAME = /\b(?:year|month|week|day|date|quarter|period)\b/;
const NOTHING = new Set(["", "-", "–", "n/a", "na", "null", "none"]);

/** Whether a cell among numbers stands for none: it is empty, or a dash or word for "nothing". */
export function saysNothing(cell: string): boolean {
  return NOTHING.has(cell.toLowerCase());
}

/** A column is numeric when at least this share of its filled cells are; the rest are mistakes to report. */
const NUMERIC_SHARE = 0.8;

/** A column's name as separate lower-case words: "Ad_Spend (USD)" gives "ad spend usd". */
export function nameWords(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function readColumn(table: CsvTable, name: string, at: number): Column {
  const words = nameWords(name);
  const cells = table.rows.map((row) => row.cells[at] ?? "");
  const filled = cells.filter((cell) => !saysNothing(cell));
  const plain = (kind: ColumnKind): Column => ({ name, kind, values: [], currency: null });
  if (filled.length > 0 && filled.every((cell) => DATE.test(cell))) return plain("date");
  const read = cells.map((cell) => (saysNothing(cell) ? null : parseAmount(cell)));
  const numeric = read.filter((amount) => amount !== null);
  if (numeric.length === 0 || numeric.length < filled.length * NUMERIC_SHARE || LABEL_NAME.test(words)) {
    return plain(DATE_NAME.test(words) ? "date" : "text");
  }
  const wrong = read.findIndex((amount, row) => amount === null && !saysNothing(cells[row] ?? ""));
  if (wrong >= 0) {
    const line = table.rows[wrong]?.line ?? null;
    const cell = (cells[wrong] ?? "").slice(0, 60);
    throw new BrokenCsv(
      `Line ${line} of the CSV file has "${cell}" in the column "${name}", which is not a number.`,
      line,
    );
  }
  const currencies = new Set(numeric.map((amount) => amount.currency).filter((code) => code !== null));
  if (currencies.size > 1) {
    throw new BrokenCsv(`The column "${name}" of the CSV file mixes ${[...currencies].join(" and ")}.`, null);
  }
  const percent = numeric.every((amount) => amount.unit === "percent");
  const money = MONEY_NAME.test(words) || numeric.some((amount) => amount.unit === "money");
  return {
    name,
    kind: percent ? "percent" : money ? "money" : "number",
    values: read.map((amount) => amount?.value ?? null),
    currency: [...currencies][0] ?? null,
  };
}

/**
 * Tells what each column of a table holds.
 * @throws BrokenCsv when a numeric column has a cell that is no number, or mixes currencies
 */
export function readColumns(table: CsvTable): Column[] {
  return table.header.map((name, at) => readColumn(table, name, at));
}

const DIMENSION_NAMES = [
  "channel",
  "campaign",
  "medium",
  "source",
  "product",
  "category",
  "segment",
  "region",
  "audience",
  "name",
];

/**
 * Picks the column to group by: a text column that the question names, else one with a name that dimensions have, else the
 * text column with the fewest different values that has more than one; a date column when there is no text column.
 * @returns the column's index, or null when every column is numeric
 */
export function pickDimension(table: CsvTable, columns: Column[], question: string): number | null {
  const asked = ` ${nameWords(question)} `;
  const candidates = columns.flatMap((column, at) => {
    if (column.kind !== "text" && column.kind !== "date") return [];
    const different = new Set(table.rows.map((row) => row.cells[at])).size;
    const words = nameWords(column.name);
    const known = DIMENSION_NAMES.findIndex((name) => words.split(" ").includes(name));
    const named = words !== "" && (asked.includes(` ${words} `) || asked.includes(` ${words}s `));
    const rank =
      column.kind === "date"
        ? 1_000
        : (named ? 0 : 100) + (known >= 0 ? known : 20) + (different > 1 ? 0 : 500);
    return [{ at, rank, different }];
  });
  candidates.sort((a, b) => a.rank - b.rank || a.different - b.different || a.at - b.at);
  return candidates[0]?.at ?? null;
}
