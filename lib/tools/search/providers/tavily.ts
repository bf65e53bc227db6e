import { z } from "zod";
import { askProvider, endpoint, type WebSearchProvider } from "./web-search-provider.ts";

const Hit = z.object({
  title: z.string().catch(""),
  url: z.string(),
  content: z.string().catch(""),
  score: z.number().nullable().catch(null),
  published_date: z.string().nullable().catch(null),
});
const Answer = z.object({ results: z.array(z.unknown()) });

/** Longest query that it takes. */
const MOST_CHARACTERS = 400;

/** Tavily's search API. */
export function tavily({ key, baseUrl }: { key: string; baseUrl: string }): WebSearchProvider {
  const url = endpoint(baseUrl, "/search");
  return {
    name: "Tavily",
    host: url.host,
    costMicros: 8_000,
    search: async (request, http) => {
      const { query, limit } = request;
      const body = { query: query.slice(0, MOST_CHARACTERS), max_results: limit, search_depth: "basic" };
      const answer = await askProvider(
        "Tavily",
        url,
        request,
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
          secrets: [
            { name: "TAVILY_API_KEY", hosts: [url.host], headers: { authorization: `Bearer ${key}` } },
          ],
        },
        http,
      );
      return Answer.parse(answer).results.flatMap((result) => {
        const hit = Hit.safeParse(result);
        if (!hit.success) return [];
        const { title, url: page, content, score, published_date } = hit.data;
        return [{ title, url: page, snippet: content, published: published_date, score }];
      });
    },
  };
}
