import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import { embedderOf } from "#lib/knowledge/meaning/embedder.ts";
import { searchChunks } from "#lib/knowledge/search-chunks.ts";
import { whyText } from "#lib/knowledge/search/explain.ts";
import { storableQuery } from "#lib/knowledge/query-words.ts";
import { abortable } from "../abortable.ts";
import { defineTool, ToolError } from "../contract.ts";
import { rememberResult } from "../search/cached-results.ts";
import { SearchInput, SearchOutput } from "../search/search-io.ts";

const Input = SearchInput.extend({
  documents: z
    .array(z.string().max(200))
    .max(20)
    .optional()
    .meta({ title: "Documents", description: "Only these, by name; left out, all of the workspace." }),
});

const log = createLogger("knowledge");

/** Searches the workspace's own documents. Where it asks an embedding model, that is recorded as a call of the model. */
export const knowledgeSearch = defineTool({
  name: "knowledge.search",
  title: "Search knowledge",
  description:
    "Finds passages in the workspace's documents by words, spelling and meaning, each with its document, its page or line, and why it was found.",
  input: Input,
  output: SearchOutput,
  sideEffect: "read",
  reads: ["knowledge"],
  outside: true,
  local: true,
  timeoutSeconds: 30,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, { db, workspaceId, runId, stepId, now, signal, cap }) => {
    const query = storableQuery(args.query);
    const { limit, documents } = args;
    const { passages: found } = await abortable(signal, async () => {
      // What it costs is recorded with the call, as for every model.
      const embedder = await embedderOf({ db, log }, workspaceId, { runId, stepId }, cap);
      const meaning = { embedder, signal };
      return searchChunks(db, { workspaceId, query, limit, meaning, ...(documents && { documents }) });
    });
    if (found.length === 0) {
      throw new ToolError("nothing_found", `The workspace's documents have nothing about "${query}".`);
    }
    const output: SearchOutput = {
      query,
      source: "knowledge",
      retrievedAt: now.toISOString(),
      passages: found.map(({ title, document, kind, heading, line, page, text, score, why }) => ({
        title,
        document,
        kind,
        heading,
        line,
        ...(page !== null && { page }),
        text,
        score,
        why: whyText(why),
      })),
    };
    await abortable(signal, () =>
      rememberResult(db, { workspaceId, runId, tool: "knowledge.search", result: output }),
    );
    const sources = new Set(output.passages.map((passage) => passage.document)).size;
    return {
      output,
      summary: `${count(output.passages.length, "passage")} from ${count(sources, "document")}.`,
    };
  },
});

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
