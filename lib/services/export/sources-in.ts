import type { Json } from "#lib/domain/json.ts";

/** How many values of an output are looked through. */
const MOST_VALUES = 20_000;

/**
 * The pages and documents that an output names as where things come from: `url` or `document` in its objects, as the tools that read
 * and cite write them.
 */
export function sourcesIn(output: Json): string[] {
  const found = new Set<string>();
  const rest: Json[] = [output];
  for (let looked = 0; rest.length > 0 && looked < MOST_VALUES; looked++) {
    const value = rest.pop();
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) {
      const { url, document } = value;
      if (typeof url === "string" && /^https?:\/\//i.test(url)) found.add(url);
      else if (typeof document === "string" && document.trim() !== "") found.add(document);
    }
    rest.push(...Object.values(value).toReversed());
  }
  return [...found];
}
