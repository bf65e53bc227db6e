import { z } from "zod";
import { ToolError } from "../../contract.ts";
import { askProvider, endpoint, type WebSearchProvider } from "./web-search-provider.ts";

const Hit = z.object({
  title: z.string().catch(""),
  url: z.string(),
  content: z.string().catch(""),
  publishedDate: z.string().nullable().catch(null),
});
const Answer = z.object({ results: z.array(z.unknown()) });

/** A SearXNG of one's own, whose settings allow the format "json". */
export function searxng({ baseUrl }: { baseUrl: string }): WebSearchProvider {
  return {
    name: "SearXNG",
    host: new URL(baseUrl).host,
    costMicros: 0,
    search: async (request, http) => {
      const query = { q: request.query, format: "json", safesearch: "1" };
      const answer = await askProvider(
        "SearXNG",
        endpoint(baseUrl, "/search", query),
        request,
        {},
        http,
      ).catch((cause: unknown) => {
        throw cause instanceof ToolError && cause.code === "not_authorised" ? formatOff(cause) : cause;
      });
      // It gives a page of some twenty, and its scores have no upper end.
      return Answer.parse(answer).results.flatMap((result) => {
        const hit = Hit.safeParse(result);
        if (!hit.success) return [];
        const { title, url, content, publishedDate } = hit.data;
        return [{ title, url, snippet: content, published: publishedDate, score: null }];
      });
    },
  };
}

function formatOff(cause: ToolError): ToolError {
  const message = "SearXNG refuses to answer in JSON. Add json to search.formats in its settings.";
  return new ToolError("not_authorised", message, { cause });
}
