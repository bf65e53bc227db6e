import { z } from "zod";
import { hasUnstorable } from "#lib/domain/characters.ts";
import { abortable } from "../abortable.ts";
import { defineTool, ToolError } from "../contract.ts";
import { queryDocuments } from "../data/query-documents.ts";
import { QueryOutput } from "../data/query-io.ts";

const Input = z.object({
  sql: z.string().trim().min(1, "The query is empty.").max(20_000).meta({
    title: "SQL query",
    description:
      "One SELECT over the workspace's CSV documents. A document's table has its name without the ending, with underscores: marketing-metrics.csv is marketing_metrics. Columns likewise: “Ad spend” is Ad_spend.",
  }),
  limit: z.number().int().min(1).max(1_000).default(200).meta({
    title: "Most rows",
    description: "How many rows of the result are given at most.",
  }),
});

/** Answers a question in SQL from the workspace's CSV documents. */
export const dataQuery = defineTool({
  name: "data.query",
  title: "Query data",
  description:
    "Answers one SQL query (SQLite's SELECT) over the workspace's CSV documents, read-only, and cites the rows. Decimals are read as they are written; sum, total and avg are exact.",
  input: Input,
  output: QueryOutput,
  sideEffect: "read",
  reads: ["knowledge"],
  outside: true,
  local: true,
  timeoutSeconds: 60,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async ({ sql, limit }, { db, workspaceId, signal }) => {
    if (hasUnstorable(sql)) {
      throw new ToolError("bad_input", "The query has characters that no query can have.");
    }
    const output = await abortable(signal, () => queryDocuments(db, workspaceId, { sql, limit }, signal));
    const rows = `${output.rows.length}${output.truncated ? " of more" : ""} ${output.rows.length === 1 ? "row" : "rows"}`;
    const from = output.sources.map(({ document }) => document).join(", ");
    return { output, summary: `${rows} from ${from === "" ? "no document" : from.slice(0, 300)}.` };
  },
});
