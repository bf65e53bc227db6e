import type { DocumentKind } from "#lib/domain/knowledge.ts";

/** Where a passage stands in its document, as a reader finds it there: "page 3", "row at line 12", "line 4". */
export function positionText({
  kind,
  line,
  page,
}: {
  kind: DocumentKind;
  line: number;
  page: number | null;
}): string {
  if (page !== null) return `page ${page}`;
  return kind === "csv" ? `rows from line ${line}` : `line ${line}`;
}

/** The heading path without the document's own title, which stands beside it; "" when nothing is left. */
export function headingInside({
  heading,
  title,
  kind,
}: {
  heading: string | null;
  title: string;
  kind: DocumentKind;
}): string {
  if (heading === null || heading === title || kind === "csv") return "";
  return heading.startsWith(`${title} > `) ? heading.slice(title.length + 3) : heading;
}
