import { z } from "zod";

export const ColumnKind = z.enum(["text", "date", "number", "money", "percent"]);
export type ColumnKind = z.infer<typeof ColumnKind>;

const Sums = z.record(z.string(), z.number()).describe("Exact sum of each number and money column");
const ReturnOnSpend = z
  .number()
  .nullable()
  .describe("Revenue for each unit of spend; null when it cannot be told");

export const MetricsGroup = z.object({
  name: z.string().describe("Value of the dimension column"),
  lines: z.array(z.number().int()).describe("Lines of the CSV file the sums are made of"),
  sums: Sums,
  returnOnSpend: ReturnOnSpend,
});
export type MetricsGroup = z.infer<typeof MetricsGroup>;

/** What the metrics tool gives. */
export const MetricsOutput = z.object({
  document: z.string().describe("Name of the CSV document"),
  rows: z.number().int().describe("Rows below the header"),
  dimension: z.string().describe("Column that the rows are grouped by"),
  currency: z.string().nullable().describe("Currency of the money columns, when the cells say it"),
  columns: z.array(z.object({ name: z.string(), kind: ColumnKind })).describe("Columns of the file"),
  groups: z.array(MetricsGroup).describe("One group for each value of the dimension, best return first"),
  totals: z.object({ sums: Sums, returnOnSpend: ReturnOnSpend }).describe("All rows together"),
  findings: z
    .array(z.object({ text: z.string(), lines: z.array(z.number().int()) }))
    .describe("What the figures say, each with the lines that it rests on"),
});
export type MetricsOutput = z.infer<typeof MetricsOutput>;
