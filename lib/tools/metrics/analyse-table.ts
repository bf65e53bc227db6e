import { BrokenCsv, type CsvTable } from "#lib/knowledge/parse-csv.ts";
import { add, ratio, toNumber, ZERO, type Decimal } from "./decimal.ts";
import { findInsights } from "./find-insights.ts";
import type { Group, SpendColumns } from "./group.ts";
import type { MetricsOutput } from "./metrics-io.ts";
import { nameWords, pickDimension, readColumns, type Column } from "./read-columns.ts";

const MOST_GROUPS = 200;

/** Every row is cited by its line; with more of them the outputs of this step and of those that cite it weigh megabytes. */
const MOST_ROWS = 20_000;

function findSpend(columns: Column[]): SpendColumns | null {
  const find = (names: RegExp) =>
    columns.find(
      (column) => column.values.length > 0 && column.kind !== "percent" && names.test(nameWords(column.name)),
    );
  const spend = find(/^(?:\w+ )?(?:spend|spent|costs?|expenses?)(?: (?:usd|eur|gbp))?$/);
  const revenue = find(/^(?:\w+ )?(?:revenue|sales|income|turnover)(?: (?:usd|eur|gbp))?$/);
  return spend && revenue && spend !== revenue ? { spend, revenue } : null;
}

function sumRows(columns: Column[], rows: number[]): Map<Column, Decimal> {
  return new Map(
    columns.map((column) => [column, rows.reduce((sum, row) => add(sum, column.values[row] ?? ZERO), ZERO)]),
  );
}

function returnOf(sums: Map<Column, Decimal>, columns: SpendColumns | null): number | null {
  return columns && ratio(sums.get(columns.revenue) ?? ZERO, sums.get(columns.spend) ?? ZERO);
}

function plainSums(sums: Map<Column, Decimal>): Record<string, number> {
  return Object.fromEntries([...sums].map(([column, sum]) => [column.name, toNumber(sum)]));
}

/**
 * Analyses a table of figures: groups its rows by a dimension, sums every number and money column exactly, works out the
 * return on spend (revenue over spend) where both columns exist, and says what stands out, each with its lines.
 * @param question what the reader wants to know; a column it names becomes the dimension
 * @throws BrokenCsv when a figure cannot be read, there is nothing to group by or to sum, or there are too many rows or groups
 */
export function analyseTable(table: CsvTable, question: string): Omit<MetricsOutput, "document"> {
  if (table.rows.length > MOST_ROWS) {
    throw new BrokenCsv(
      `The CSV file has ${table.rows.length} rows; ${MOST_ROWS} are the most. Sum them up, or split the file, and try again.`,
      null,
    );
  }
  const columns = readColumns(table);
  const dimension = pickDimension(table, columns, question);
  // A sum of percentages means nothing, so they are named among the columns and left out of the sums.
  const summed = columns.filter((column) => column.kind === "number" || column.kind === "money");
  if (dimension === null)
    throw new BrokenCsv("The CSV file has no column of names to group its rows by.", null);
  if (summed.length === 0) throw new BrokenCsv("The CSV file has no column of numbers.", null);

  const spendColumns = findSpend(summed);
  const byName = new Map<string, number[]>();
  table.rows.forEach((row, at) => {
    const name = row.cells[dimension] || "(empty)";
    const rows = byName.get(name);
    if (rows) rows.push(at);
    else byName.set(name, [at]);
  });
  if (byName.size > MOST_GROUPS) {
    const column = table.header[dimension];
    throw new BrokenCsv(
      `The column "${column}" has ${byName.size} different values; ${MOST_GROUPS} are the most.`,
      null,
    );
  }
  const linesOf = (rows: number[]) => rows.flatMap((row) => table.rows[row]?.line ?? []);
  const groups: Group[] = [...byName].map(([name, rows]) => {
    const sums = sumRows(summed, rows);
    return { name, rows, lines: linesOf(rows), sums, returnOnSpend: returnOf(sums, spendColumns) };
  });
  const first = summed[0];
  const size = (group: Group) => (first ? toNumber(group.sums.get(first) ?? ZERO) : 0);
  groups.sort(
    (a, b) =>
      (b.returnOnSpend ?? -1) - (a.returnOnSpend ?? -1) || size(b) - size(a) || (a.name < b.name ? -1 : 1),
  );
  const all = table.rows.map((_, at) => at);
  const totals = sumRows(summed, all);
  const currency = columns.find((column) => column.currency !== null)?.currency ?? null;
  const date = columns.findIndex((column, at) => column.kind === "date" && at !== dimension);
  return {
    rows: table.rows.length,
    dimension: table.header[dimension] ?? "",
    currency,
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    groups: groups.map(({ name, lines, sums, returnOnSpend }) => ({
      name,
      lines,
      sums: plainSums(sums),
      returnOnSpend,
    })),
    totals: { sums: plainSums(totals), returnOnSpend: returnOf(totals, spendColumns) },
    findings: findInsights({
      table,
      groups,
      totals,
      spendColumns,
      summed,
      currency,
      date: date < 0 ? null : date,
    }),
  };
}
