import type { StatementSync } from "node:sqlite";
import type { ColumnType, ResultColumn } from "./query-io.ts";
import type { FilledTable } from "./query-tables.ts";
import { columnNames } from "./table-names.ts";

type Cell = string | number | null;
type Read = {
  columns: ResultColumn[];
  rows: Cell[][];
  truncated: boolean;
  lines: number[];
};

/** Most characters of all cells together, and of one. */
const MOST_CHARS = 400_000;
const MOST_CELL_CHARS = 20_000;

/**
 * Reads the rows of a result, as many as fit, and tells what its columns hold: a column of a table what that holds, any other what is
 * in the rows.
 * @param options `withLine`: the last column is the line that a row comes from
 */
export function readRows(
  statement: StatementSync,
  {
    limit,
    filled,
    calculated,
    withLine,
  }: { limit: number; filled: readonly FilledTable[]; calculated: boolean; withLine: boolean },
): Read {
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  const all = statement.columns();
  const shown = withLine ? all.slice(0, -1) : all;
  const rows: Cell[][] = [];
  const lines: number[] = [];
  const kinds = shown.map(() => new Set<string>());
  let chars = 0;
  let truncated = false;
  for (const raw of statement.iterate() as Iterable<unknown>) {
    const values = raw as unknown[];
    const cells = values.slice(0, shown.length).map(cellOf);
    chars += cells.reduce<number>((sum, cell) => sum + (typeof cell === "string" ? cell.length : 8), 16);
    if (rows.length === limit || (chars > MOST_CHARS && rows.length > 0)) {
      truncated = true;
      break;
    }
    rows.push(cells);
    for (const [at, seen] of kinds.entries()) seen.add(kindOf(values[at]));
    if (withLine) lines.push(Number(values.at(-1)));
  }
  const names = columnsNamed(shown.map(({ name }) => name));
  const columns = shown.map(({ table, column }, at) => {
    const origin = filled.find((one) => one.table === table)?.columns.find((one) => one.name === column);
    const name = names[at] ?? "";
    if (origin) return { ...origin, name, exact: true };
    const type = typeOf(kinds[at] ?? new Set());
    return { name, type, unit: null, exact: type !== "decimal" || !calculated };
  });
  return { columns, rows, truncated, lines };
}

/** Names are kept as the query gives them, unless two are the same or one cannot be a property's. */
function columnsNamed(names: readonly string[]): string[] {
  const plain = new Set(names).size === names.length && names.every((name) => name !== "__proto__");
  return plain ? [...names] : columnNames(names);
}

/** A stored number comes as it is written in decimals; one that JSON's numbers cannot hold as text. */
function cellOf(value: unknown): Cell {
  if (value === null) return null;
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  // What floating point adds in the sixteenth digit is nobody's figure.
  if (typeof value === "number") return Number.isFinite(value) ? Number(value.toPrecision(15)) : null;
  const text = typeof value === "string" ? value : `(${(value as Uint8Array).length} bytes)`;
  const whole = text.toWellFormed().replaceAll("\u0000", "");
  return whole.length > MOST_CELL_CHARS ? `${whole.slice(0, MOST_CELL_CHARS)}…` : whole;
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}

function typeOf(kinds: ReadonlySet<string>): ColumnType {
  const of = (...allowed: string[]) => [...kinds].every((kind) => kind === "null" || allowed.includes(kind));
  if (of("string", "object")) return "text";
  if (of("bigint")) return "integer";
  return of("bigint", "number") ? "decimal" : "any";
}
