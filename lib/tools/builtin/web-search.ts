import { outboundEnv } from "#lib/config/env.ts";
import { storableQuery } from "#lib/knowledge/query-words.ts";
import { abortable } from "../abortable.ts";
import { defineTool, ToolError } from "../contract.ts";
import { rememberResult } from "../search/cached-results.ts";
import { configuredProvider, searchWeb } from "../search/search-web.ts";
import { SearchInput, SearchOutput } from "../search/search-io.ts";

const NOT_CONFIGURED = "No web search provider is configured.";

/** Searches the web through the provider that the installation configures. */
export const webSearch = defineTool({
  name: "web.search",
  title: "Search the web",
  description: "Finds passages on web pages through a search provider.",
  input: SearchInput,
  output: SearchOutput,
  sideEffect: "read",
  reaches: { kind: "service", service: "search" },
  outside: true,
  sensitive: ["query"],
  timeoutSeconds: 30,
  typicalSeconds: 3,
  // The dearest of the providers; a call tells what it really cost.
  costMicros: 8_000,
  unavailable: () => (configuredProvider(outboundEnv()) === null ? NOT_CONFIGURED : null),
  run: async (args, { db, workspaceId, runId, now, signal }) => {
    signal.throwIfAborted();
    const provider = configuredProvider(outboundEnv());
    if (provider === null) throw new ToolError("not_configured", NOT_CONFIGURED);
    const query = storableQuery(args.query);
    const passages = await searchWeb(provider, { query, limit: args.limit, signal, now });
    if (passages.length === 0)
      throw new ToolError("nothing_found", `${provider.name} found nothing for "${query}".`);
    const output: SearchOutput = { query, source: "web", retrievedAt: now.toISOString(), passages };
    await abortable(signal, () =>
      rememberResult(db, { workspaceId, runId, tool: "web.search", result: output }),
    );
    const sites = new Set(passages.map(({ document }) => new URL(document).host)).size;
    return {
      output,
      summary: `${passages.length === 1 ? "1 page" : `${passages.length} pages`} on ${sites === 1 ? "1 site" : `${sites} sites`}, found with ${provider.name}.`,
      costMicros: provider.costMicros,
    };
  },
});
