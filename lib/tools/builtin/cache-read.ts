import { storableQuery } from "#lib/knowledge/query-words.ts";
import { abortable } from "../abortable.ts";
import { defineTool, ToolError } from "../contract.ts";
import { recallResult } from "../search/cached-results.ts";
import { SearchInput, SearchOutput } from "../search/search-io.ts";

/** Reads what an earlier search for much the same words really found, with the date it was found. */
export const cacheRead = defineTool({
  name: "cache.read",
  title: "Read earlier results",
  description: "Gives what an earlier search in this workspace found for the same words, with its date.",
  input: SearchInput,
  output: SearchOutput,
  sideEffect: "read",
  reads: ["runs"],
  outside: true,
  local: true,
  timeoutSeconds: 30,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, { db, workspaceId, signal }) => {
    const query = storableQuery(args.query);
    const earlier = await abortable(signal, () => recallResult(db, { workspaceId, query }));
    if (!earlier) throw new ToolError("nothing_cached", `No earlier search was about "${query}".`);
    const passages = earlier.passages.slice(0, args.limit);
    return {
      output: { query, source: "cache" as const, retrievedAt: earlier.retrievedAt, passages },
      summary: `Earlier result of ${earlier.retrievedAt.slice(0, 10)} for "${earlier.query}".`,
    };
  },
});
