"use client";

import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import type { Json } from "#lib/domain/json.ts";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { cellOf, nextSorting, sortRows, type Row, type Sorting } from "./sort-rows.ts";

const PAGE = 50;

/** Rows as a table, sorted by a click on a column's head, a page at a time. */
export function DataTable({
  label,
  columns,
  rows,
  head,
  renderCell,
  first = null,
  isNumber,
  foot,
}: {
  label: string;
  columns: readonly string[];
  rows: readonly Row[];
  /** What a column's head says. */
  head: (column: string) => string;
  renderCell: (value: Json, column: string, row: Row) => ReactNode;
  /** How the rows are sorted at first; left out: as they came. */
  first?: Sorting | null;
  /** Columns that stand at the right. */
  isNumber?: (column: string) => boolean;
  /** A last line: what stands in the first two columns. */
  foot?: readonly [string, string];
}) {
  const [sorting, setSorting] = useState<Sorting | null>(first);
  const [page, setPage] = useState(0);
  const sorted = useMemo(() => (sorting ? sortRows(rows, sorting) : rows), [rows, sorting]);
  const from = page * PAGE;
  const to = Math.min(from + PAGE, rows.length);
  return (
    <div className="min-w-0">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div tabIndex={0} role="group" aria-label={label} className="overflow-x-auto">
        <table className="border-collapse text-left">
          <thead>
            <tr>
              {columns.map((column) => (
                <Head
                  key={column}
                  text={head(column)}
                  down={sorting?.column === column ? sorting.down : null}
                  sortable={rows.length > 1}
                  right={isNumber?.(column) === true}
                  onSort={() => {
                    setSorting(nextSorting(sorting, column));
                    setPage(0);
                  }}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(from, to).map((row, index) => (
              // Cells keep nothing of their own that could go to another row.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={from + index}>
                {columns.map((column) => (
                  <td
                    key={column}
                    className={classes(
                      "max-w-md border-b py-1 pr-4 align-top",
                      roomFor(cellOf(row, column)),
                      isNumber?.(column) === true && "text-right tabular-nums",
                      // What the numbers are of is not broken within its words to make room for them.
                      isNumber?.(column) === false && "min-w-36",
                    )}
                  >
                    {renderCell(cellOf(row, column), column, row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          {foot && (
            <tfoot className="font-semibold">
              <tr>
                <th scope="row" className="py-1.5 pr-4 text-left">
                  {foot[0]}
                </th>
                <td className="py-1.5 pr-4 text-right tabular-nums">{foot[1]}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {rows.length > PAGE && (
        <div className="flex flex-wrap items-center gap-2 py-2">
          <Button size="small" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </Button>
          <Button size="small" disabled={to === rows.length} onClick={() => setPage(page + 1)}>
            Next
          </Button>
          <span role="status" className="text-xs text-muted tabular-nums">
            Rows {(from + 1).toLocaleString("en")} to {to.toLocaleString("en")} of{" "}
            {rows.length.toLocaleString("en")}
          </span>
        </div>
      )}
    </div>
  );
}

function Head({
  text,
  down,
  sortable,
  right,
  onSort,
}: {
  text: string;
  /** Which way it is sorted by this column; null: it is not. */
  down: boolean | null;
  sortable: boolean;
  right: boolean;
  onSort: () => void;
}) {
  const Icon = down === null ? ArrowUpDown : down ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={down === null ? undefined : down ? "descending" : "ascending"}
      className={classes(
        "border-b border-line-strong py-1 pr-4 text-xs font-semibold whitespace-nowrap",
        right && "text-right",
      )}
    >
      {sortable ? (
        <button
          type="button"
          onClick={onSort}
          className={classes(
            "group inline-flex min-h-6 items-center gap-1 rounded-sm pointer-coarse:min-h-control text-left hover:text-accent",
            // The arrow's place is before the text there, so that the text stands over its numbers.
            right && "flex-row-reverse",
          )}
        >
          {text}
          <Icon
            aria-hidden="true"
            className={classes(
              "size-3 shrink-0",
              down === null && "opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100",
            )}
          />
        </button>
      ) : (
        text
      )}
    </th>
  );
}

/** How narrow a column may become: the longer a text, the worse it reads in few letters a line. */
function roomFor(value: Json | undefined): string | false {
  if (Array.isArray(value)) return "min-w-40";
  if (typeof value !== "string" || value.length <= 24) return false;
  return value.length > 120 ? "min-w-72" : "min-w-40";
}
