import type { Decimal } from "./decimal.ts";
import type { Column } from "./read-columns.ts";

/** A group while it is worked on: its rows (indexes into the table) and exact sums. */
export type Group = {
  name: string;
  rows: number[];
  lines: number[];
  sums: Map<Column, Decimal>;
  returnOnSpend: number | null;
};
/** The columns that return on spend is made of, where the table has both. */
export type SpendColumns = { spend: Column; revenue: Column };
