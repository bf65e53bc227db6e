import type { OutboundEnv } from "#lib/config/env.ts";
import { ToolError } from "../contract.ts";
import { guardedFetch, type GuardedFetch } from "../http/guarded-fetch.ts";
import { brave } from "./providers/brave.ts";
import { searxng } from "./providers/searxng.ts";
import { tavily } from "./providers/tavily.ts";
import type { WebHit, WebSearch, WebSearchProvider } from "./providers/web-search-provider.ts";
import type { FoundPassage } from "./search-io.ts";

/** Characters of a snippet that are kept. */
const LONGEST_SNIPPET = 4_000;

/** The provider that the environment configures: the first of Tavily, Brave and SearXNG; null when none is. */
export function configuredProvider(env: OutboundEnv): WebSearchProvider | null {
  if (env.TAVILY_API_KEY) return tavily({ key: env.TAVILY_API_KEY, baseUrl: env.TAVILY_BASE_URL });
  if (env.BRAVE_API_KEY) return brave({ key: env.BRAVE_API_KEY, baseUrl: env.BRAVE_BASE_URL });
  return env.SEARXNG_BASE_URL ? searxng({ baseUrl: env.SEARXNG_BASE_URL }) : null;
}

/**
 * The way to a provider: to its host and nowhere else. Who runs the installation chose it, like a model's provider, so that it may be
 * a machine of its own network, and that a workspace's allowed domains do not matter.
 */
export function providerClient({ host }: WebSearchProvider): GuardedFetch {
  const port = URL.parse(`http://${host}`)?.port === "" ? ["443", "80"] : [];
  const local = port.length > 0 ? port.map((one) => `${host}:${one}`) : [host];
  return guardedFetch({ domains: { publicRead: false, hosts: [host] }, local });
}

/**
 * Searches the web.
 * @returns what was found, best first, each page once; empty when nothing was
 * @throws ToolError as the client and the provider give reason for
 */
export async function searchWeb(
  provider: WebSearchProvider,
  request: WebSearch,
  http: GuardedFetch = providerClient(provider),
): Promise<FoundPassage[]> {
  const hits = await provider.search(request, http).catch((cause: unknown) => {
    if (cause instanceof ToolError || request.signal.aborted) throw cause;
    throw new ToolError("bad_response", `${provider.name} answered in a way that is not its own.`, { cause });
  });
  const pages = new Map<string, WebHit>();
  for (const hit of hits) {
    const url = URL.parse(hit.url);
    if (url && /^https?:$/.test(url.protocol) && !pages.has(url.href)) pages.set(url.href, hit);
  }
  const found = [...pages].filter(([, { snippet, title }]) => `${snippet}${title}`.trim() !== "");
  return found
    .slice(0, request.limit)
    .map(([url, hit], place) => passageOf(url, hit, 1 - place / found.length));
}

/** @param rank from 1 for the first to above 0 for the last, where the provider gives no score */
function passageOf(url: string, { title, snippet, published, score }: WebHit, rank: number): FoundPassage {
  const text = clean(snippet, LONGEST_SNIPPET);
  const date = new Date(published ?? Number.NaN);
  return {
    title: clean(title, 300) || url,
    document: url,
    heading: null,
    line: 1,
    text: text || clean(title, 300),
    score: Math.round(Math.min(1, Math.max(0, score ?? rank)) * 1_000) / 1_000,
    ...(!Number.isNaN(date.getTime()) && date.getUTCFullYear() <= 9_999 && { published: date.toISOString() }),
  };
}

function clean(text: string, most: number): string {
  return text.replaceAll("\u0000", " ").slice(0, most).toWellFormed().trim();
}
