import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { BrokenCsv, parseCsv } from "#lib/knowledge/parse-csv.ts";
import { storableQuery } from "#lib/knowledge/query-words.ts";
import { abortable } from "../abortable.ts";
import { defineTool, ToolError } from "../contract.ts";
import { analyseTable } from "../metrics/analyse-table.ts";
import { MetricsOutput } from "../metrics/metrics-io.ts";
import { amountText } from "../amount-text.ts";
import { topicStems } from "../text/words.ts";

const Input = z.object({
  document: z.string().max(200).optional().meta({
    title: "CSV document",
    description: "Name of the CSV document; left out, the one that fits best.",
  }),
  question: z.string().max(2_000).optional().meta({
    title: "Question",
    description: "What you want to know; a column it names is what rows are grouped by.",
  }),
});

/** It is read at once, beside all other work of its process: of 10 MB that takes a second. */
const MOST_BYTES = 10_000_000;

/** The CSV document named, else the one whose name shares most words with the question, of equals the newest. */
async function findDocument(db: Db, workspaceId: string, name: string, question: string) {
  const documents = await db.document.findMany({
    where: { workspaceId, kind: "csv", ...(name === "" ? {} : { name }) },
    orderBy: [{ updatedAt: "desc" }, { name: "asc" }],
    select: { id: true, name: true, title: true, bytes: true },
    take: 200,
  });
  const asked = topicStems(question);
  const likeness = (title: string) => [...topicStems(title)].filter((stem) => asked.has(stem)).length;
  const chosen = documents.toSorted((a, b) => likeness(b.title) - likeness(a.title))[0];
  if (chosen && chosen.bytes > MOST_BYTES) {
    throw new ToolError(
      "bad_input",
      `${chosen.name} is larger than 10 MB. Give an excerpt of it, or its sums.`,
    );
  }
  return (
    chosen &&
    db.document.findFirst({ where: { workspaceId, id: chosen.id }, select: { name: true, content: true } })
  );
}

/** Reads a CSV document and works out its sums and returns. */
export const metricsAnalyse = defineTool({
  name: "metrics.analyse",
  title: "Analyse metrics",
  description:
    "Groups and sums the rows of a CSV document exactly, works out the return on spend, and cites the rows.",
  input: Input,
  output: MetricsOutput,
  sideEffect: "read",
  reads: ["knowledge"],
  outside: true,
  local: true,
  timeoutSeconds: 30,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, { db, workspaceId, signal }) => {
    const name = storableQuery(args.document ?? "");
    const question = args.question ?? "";
    const document = await abortable(signal, () => findDocument(db, workspaceId, name, question));
    if (!document) {
      throw new ToolError(
        "nothing_found",
        name === ""
          ? "The workspace has no CSV document."
          : `The workspace has no CSV document named "${name}".`,
      );
    }
    try {
      const analysis = analyseTable(parseCsv(document.content), question);
      const best = analysis.groups[0];
      const outcome =
        best?.returnOnSpend != null
          ? `${best.name} returned most, ${amountText(best.returnOnSpend, null)} for each 1.00 spent.`
          : `grouped by ${analysis.dimension}.`;
      return {
        output: { document: document.name, ...analysis },
        summary: `${analysis.rows} rows in ${analysis.groups.length} groups; ${outcome}`,
      };
    } catch (error) {
      if (error instanceof BrokenCsv) {
        throw new ToolError("bad_input", `${document.name}: ${error.message}`, { cause: error });
      }
      throw error;
    }
  },
});
