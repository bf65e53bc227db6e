import { z } from "zod";

/** Where a statement comes from: a document of the workspace (or an address) and a 1-based line of it. */
export const Citation = z.object({
  document: z.string().describe("Name of the document"),
  line: z.number().int().describe("Line of the document"),
});
export type Citation = z.infer<typeof Citation>;

/** "line 4" or "lines 2, 8 and 14". */
export function describeLines(lines: readonly number[]): string {
  const sorted = [...new Set(lines)].sort((a, b) => a - b);
  if (sorted.length === 1) return `line ${sorted[0]}`;
  return `lines ${sorted.slice(0, -1).join(", ")} and ${sorted.at(-1)}`;
}

/** Each place once, in the order of first mention. */
export function distinct(citations: readonly Citation[]): Citation[] {
  const seen = new Map(citations.map((citation) => [`${citation.document}\n${citation.line}`, citation]));
  return [...seen.values()];
}
