import type { Json } from "#lib/domain/json.ts";

export type Row = { [column: string]: Json };
export type Sorting = { column: string; down: boolean };

/** What a row has in a column, of itself: a column may be called like what every object has. */
export function cellOf(row: Row, column: string): Json {
  return Object.hasOwn(row, column) ? (row[column] ?? null) : null;
}

/**
 * Rows in the order of a column: numbers by size, texts as a person would sort them ("9" before "10"), what is empty last either way. Rows
 * that are alike keep their order.
 */
export function sortRows(rows: readonly Row[], { column, down }: Sorting): Row[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [cellOf(a, column), cellOf(b, column)];
    if (isEmpty(left) || isEmpty(right)) return Number(isEmpty(left)) - Number(isEmpty(right));
    const order = compare(left, right);
    return down ? -order : order;
  });
}

/** The sorting after a click on a column's head: upwards, then downwards, then as the rows came. */
export function nextSorting(now: Sorting | null, column: string): Sorting | null {
  if (now?.column !== column) return { column, down: false };
  return now.down ? null : { column, down: true };
}

const asPeople = new Intl.Collator("en", { numeric: true });

function compare(a: Json, b: Json): number {
  const [left, right] = [asNumber(a), asNumber(b)];
  if (left !== null && right !== null) return left - right;
  return asPeople.compare(text(a), text(b));
}

/** Text that says a number counts as one: cells of a CSV file are all text. */
function asNumber(value: Json): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^\s*[-+]?[$€£]?\d[\d,]*(\.\d+)?%?\s*$/.test(value)) return null;
  return Number(value.replaceAll(/[$€£,%\s]/g, ""));
}

function text(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isEmpty(value: Json): boolean {
  return value === null || value === "";
}
