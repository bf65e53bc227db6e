import { z } from "zod";

/**
 * Where a statement comes from: a document of the workspace (or an address) and a 1-based line of its text. Where its lines are not
 * what a reader sees of it, the page of a PDF, or the headings of a Word document or web page.
 */
export const Citation = z.object({
  document: z.string().describe("Name of the document"),
  line: z.number().int().describe("Line of the document"),
  page: z.number().int().optional().describe("Page of a PDF"),
  heading: z.string().optional().describe("Headings above the place, in a Word document or a web page"),
});
export type Citation = z.infer<typeof Citation>;

/** The place of a passage. @param line a line within it; its first one when left out */
export function citationOf(
  { document, line: first, page, heading, kind }: CitedPassage,
  line = first,
): Citation {
  if (page != null) return { document, line, page };
  return (kind === "docx" || kind === "html") && heading ? { document, line, heading } : { document, line };
}

/** What of a passage says where it stands. */
type CitedPassage = {
  document: string;
  line: number;
  page?: number | null | undefined;
  heading?: string | null | undefined;
  kind?: string | undefined;
};

/** A place within its document, in words: "page 3", "line 4", "line 4 under “Prices”". */
export function placeText({ line, page, heading }: Omit<Citation, "document">): string {
  if (page !== undefined) return `page ${page}`;
  return heading === undefined ? `line ${line}` : `line ${line} under “${heading}”`;
}

/** Some places of one document, in words: "lines 2, 8 and 14", "pages 3 and 5", "lines 2 and 9 under “Prices” and “Terms”". */
export function describePlaces(places: readonly Omit<Citation, "document">[]): string {
  const pages = places.flatMap(({ page }) => (page === undefined ? [] : [page]));
  const lines = places.flatMap(({ line, page }) => (page === undefined ? [line] : []));
  const headings = [
    ...new Set(places.flatMap(({ heading, page }) => (page === undefined ? (heading ?? []) : []))),
  ];
  const shown = headings.slice(0, MOST_HEADINGS).map((heading) => `“${heading}”`);
  const more = headings.length > shown.length ? ` and ${headings.length - shown.length} more` : "";
  const under =
    shown.length === 0
      ? ""
      : ` under ${shown.join(more === "" && shown.length === 2 ? " and " : ", ")}${more}`;
  return [
    pages.length > 0 ? describeNumbers("page", pages) : "",
    lines.length > 0 ? describeLines(lines) + under : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

const MOST_HEADINGS = 3;

/** More than this nobody reads; the step's output has them all. */
const MOST_PARTS = 24;

/** "line 4", "lines 2, 8 and 14", or "lines 2 to 37". */
export function describeLines(lines: readonly number[]): string {
  return describeNumbers("line", lines);
}

function describeNumbers(noun: string, lines: readonly number[]): string {
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
  if (sorted.length === 1) return `${noun} ${sorted[0]}`;
  if (parts.length > MOST_PARTS) {
    return `${noun}s ${parts.slice(0, MOST_PARTS).join(", ")} and so on, ${sorted.length} ${noun}s in all`;
  }
  return parts.length === 1
    ? `${noun}s ${parts[0]}`
    : `${noun}s ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** Each place once, in the order of first mention. */
export function distinct(citations: readonly Citation[]): Citation[] {
  const seen = new Map(citations.map((citation) => [`${citation.document}\n${citation.line}`, citation]));
  return [...seen.values()];
}
