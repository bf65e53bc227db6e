import { z } from "zod";
import { Citation } from "../citation.ts";

/** What a column holds. `any`: values of several kinds. */
export const ColumnType = z.enum(["text", "date", "integer", "decimal", "any"]);
export type ColumnType = z.infer<typeof ColumnType>;

const Cell = z.union([z.string(), z.number(), z.null()]);

/** A column of a document as its table has it. */
export const TableColumn = z.object({
  name: z.string(),
  type: ColumnType,
  /** What its numbers measure: money in a currency, or percent; null for plain numbers and everything else. */
  unit: z.string().nullable(),
});
export type TableColumn = z.infer<typeof TableColumn>;

/** A column of a result. */
export const ResultColumn = TableColumn.extend({
  exact: z
    .boolean()
    .describe("False when its numbers were worked out in floating point and rounded to 15 digits"),
});

export type ResultColumn = z.infer<typeof ResultColumn>;

/** What the query tool gives. */
export const QueryOutput = z.object({
  columns: z.array(ResultColumn).describe("The columns of the result"),
  rows: z.array(z.record(z.string(), Cell)).describe("The rows, each by column"),
  truncated: z.boolean().describe("True when there are more rows than these"),
  citations: z
    .array(Citation)
    .describe(
      "The line that each row comes from, in the order of the rows; none when rows are worked out from several",
    ),
  sources: z
    .array(
      z.object({
        documentId: z.string(),
        document: z.string().describe("Name of the document"),
        table: z.string().describe("What it is called in SQL"),
        rows: z.number().int(),
        columns: z.array(TableColumn),
      }),
    )
    .describe("The documents that were asked"),
});
export type QueryOutput = z.infer<typeof QueryOutput>;

/** A document as a confined process gets it, with the name of its table. */
export type QueryTable = { table: string; document: string; content: string };

/** What the confined process is to do. */
export type QueryJob = { sql: string; limit: number; tables: QueryTable[] };

/** What it answers: a result, or what is wrong with the question. `line` is that of the CSV file, per row. */
export const QueryAnswer = z.union([
  z.object({
    columns: z.array(ResultColumn),
    rows: z.array(z.array(Cell)),
    truncated: z.boolean(),
    cited: z.object({ table: z.string(), lines: z.array(z.number().int()) }).nullable(),
    tables: z.array(z.object({ table: z.string(), rows: z.number().int(), columns: z.array(TableColumn) })),
  }),
  z.object({ wrong: z.string(), unknownTable: z.boolean() }),
]);
export type QueryAnswer = z.infer<typeof QueryAnswer>;
