import { z } from "zod";

/** Where a statement comes from: a document of the workspace (or an address) and a 1-based line of it. */
export const Citation = z.object({
  document: z.string().describe("Name of the document"),
  line: z.number().int().describe("Line of the document"),
});
export type Citation = z.infer<typeof Citation>;

/** More than this nobody reads; the step's output has them all. */
const MOST_PARTS = 24;

/** "line 4", "lines 2, 8 and 14", or "lines 2 to 37". */
export function describeLines(lines: readonly number[]): string {
  const sorted = [...new Set(lines)].toSorted((a, b) => a - b);
  const ranges: { from: number; to: number }[] = [];
  for (const line of sorted) {
    const last = ranges.at(-1);
    if (last && last.to === line - 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  const parts = ranges.flatMap(({ from, to }) =>
    to - from > 1 ? [`${from} to ${to}`] : from === to ? [`${from}`] : [`${from}`, `${to}`],
  );
  if (sorted.length === 1) return `line ${sorted[0]}`;
  if (parts.length > MOST_PARTS) {
    return `lines ${parts.slice(0, MOST_PARTS).join(", ")} and so on, ${sorted.length} lines in all`;
  }
  return parts.length === 1
    ? `lines ${parts[0]}`
    : `lines ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** Each place once, in the order of first mention. */
export function distinct(citations: readonly Citation[]): Citation[] {
  const seen = new Map(citations.map((citation) => [`${citation.document}\n${citation.line}`, citation]));
  return [...seen.values()];
}
