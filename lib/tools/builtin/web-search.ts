import { defineTool, ToolError } from "../contract.ts";
import { SearchInput, SearchOutput } from "../search/search-io.ts";

const NOT_CONFIGURED = "No web search provider is configured.";

/** Searches the web through a provider. This installation has none, and says so. */
export const webSearch = defineTool({
  name: "web.search",
  title: "Search the web",
  description: "Finds passages on web pages through a search provider.",
  input: SearchInput,
  output: SearchOutput,
  sideEffect: "read",
  timeoutSeconds: 30,
  typicalSeconds: 3,
  costMicros: null,
  unavailable: () => NOT_CONFIGURED,
  run: (_args, { signal }) => {
    signal.throwIfAborted();
    return Promise.reject(new ToolError("not_configured", NOT_CONFIGURED));
  },
});
