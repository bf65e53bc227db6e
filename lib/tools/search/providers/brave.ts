import { z } from "zod";
import { askProvider, endpoint, type WebSearchProvider } from "./web-search-provider.ts";

const Hit = z.object({
  title: z.string().catch(""),
  url: z.string(),
  description: z.string().catch(""),
  extra_snippets: z.array(z.string()).catch([]),
  page_age: z.string().nullable().catch(null),
});
/** Without any result it leaves `web` out. */
const Answer = z.object({ web: z.object({ results: z.array(z.unknown()) }).optional() });

/** Longest query that it takes. */
const MOST = { characters: 400, words: 50 };

/** Brave's web search API. */
export function brave({ key, baseUrl }: { key: string; baseUrl: string }): WebSearchProvider {
  const { host } = new URL(baseUrl);
  return {
    name: "Brave Search",
    host,
    costMicros: 5_000,
    search: async (request, http) => {
      const q = request.query.split(/\s+/).slice(0, MOST.words).join(" ").slice(0, MOST.characters);
      const query = { q, count: String(request.limit), text_decorations: "false", extra_snippets: "true" };
      const answer = await askProvider(
        "Brave Search",
        endpoint(baseUrl, "/res/v1/web/search", query),
        request,
        {
          headers: { accept: "application/json" },
          secrets: [{ name: "BRAVE_API_KEY", hosts: [host], headers: { "x-subscription-token": key } }],
        },
        http,
      );
      return (Answer.parse(answer).web?.results ?? []).flatMap((result) => {
        const hit = Hit.safeParse(result);
        if (!hit.success) return [];
        const { title, url, description, extra_snippets, page_age } = hit.data;
        const snippet = [description, ...extra_snippets].join("\n");
        return [{ title: plain(title), url, snippet: plain(snippet), published: page_age, score: null }];
      });
    },
  };
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Its texts are HTML even where they are not decorated: the few entities that it uses, and what marks there may be. */
function plain(html: string): string {
  return html
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, "")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (all, decimal, hex, name) => {
      if (typeof name === "string") return NAMED[name.toLowerCase()] ?? all;
      const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
    });
}
