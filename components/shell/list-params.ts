/**
 * Where a reader stands in a list: what the URL says. Lists are paged by cursors, which only lead forward; the URL keeps the
 * trail of cursors walked, so that going back needs no other state.
 */
export type ListParams = { query: string; filter: string; trail: string[] };

const SEPARATOR = "~";

/** Reads them from a URL's query. */
export function readListParams(search: URLSearchParams): ListParams {
  const trail = search.get("trail") ?? "";
  return {
    query: search.get("q") ?? "",
    filter: search.get("status") ?? "",
    trail: trail === "" ? [] : trail.split(SEPARATOR),
  };
}

/** The URL's query for them, with its question mark; empty when all is at its default. */
export function listSearch({ query, filter, trail }: ListParams): string {
  const search = new URLSearchParams();
  if (query.trim() !== "") search.set("q", query.trim());
  if (filter !== "") search.set("status", filter);
  if (trail.length > 0) search.set("trail", trail.join(SEPARATOR));
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
