import { ToolError } from "../../contract.ts";
import type { GuardedFetch, GuardedInit } from "../../http/guarded-fetch.ts";
import { readBody } from "../../http/read-body.ts";
import { statusError } from "../../http/status-error.ts";

/** A page that a search found. `published` as the provider says it; `score` from 0 to 1, null where it says none. */
export type WebHit = {
  title: string;
  url: string;
  snippet: string;
  published: string | null;
  score: number | null;
};

/** A search engine behind its protocol. Its answers come from outside: what does not fit is left out. */
export type WebSearchProvider = {
  /** As people know it. */
  name: string;
  /** The host that it is reached at, with its port where that is unusual. */
  host: string;
  /** What one search costs at the provider's list price, in millionths of a dollar. */
  costMicros: number;
  search: (request: WebSearch, http: GuardedFetch) => Promise<WebHit[]>;
};

/** What is looked for, and how many pages at most. */
export type WebSearch = { query: string; limit: number; signal: AbortSignal; now: Date };

/** Bytes of an answer; twenty hits are some 50 kB. */
const MOST_BYTES = 2_000_000;

/**
 * Asks a provider and gives its answer as JSON.
 * @throws ToolError by its status, or `bad_response` when it is no JSON
 */
export async function askProvider(
  name: string,
  url: URL,
  { signal, now }: WebSearch,
  init: GuardedInit,
  http: GuardedFetch,
): Promise<unknown> {
  // A redirect would take the key, or what is looked for, to somebody else.
  const { response } = await http(url, { ...init, signal, redirect: "error" });
  const { bytes } = await readBody(response, MOST_BYTES);
  if (!response.ok) throw statusError(response, name, now);
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as unknown;
  } catch (cause) {
    throw new ToolError("bad_response", `${name} answered with something that is no JSON.`, { cause });
  }
}

/** The address of a provider's endpoint below its configured base address. */
export function endpoint(base: string, path: string, query: Record<string, string> = {}): URL {
  const url = new URL(`${base.replace(/\/+$/, "")}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
