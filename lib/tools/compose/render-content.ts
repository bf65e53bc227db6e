import { amountText, centsText, numberText, shareText } from "../amount-text.ts";
import type { AllocationOutput } from "../budget/budget-io.ts";
import type { CalendarOutput } from "../calendar/calendar-io.ts";
import { citationOf, describeLines, describePlaces, placeText, type Citation } from "../citation.ts";
import type { QueryOutput } from "../data/query-io.ts";
import type { KeywordsOutput } from "../keywords/keywords-io.ts";
import type { MetricsOutput } from "../metrics/metrics-io.ts";
import type { FoundPassage, SearchOutput } from "../search/search-io.ts";
import { embed, escapeInline, quote, table } from "../text/markdown.ts";
import { contentOf } from "./content-shape.ts";

/** A part of a document: its Markdown, and the places it cites. */
export type Rendered = { markdown: string; citations: Citation[] };

const MOST_PASSAGES = 6;
const MOST_ENTRIES = 60;
const MOST_ROWS = 60;
const MOST_COLUMNS = 20;
/** Longer than any chunk of a document. */
const LONGEST_QUOTE = 4_000;
const MOST_CITED_LINES = 4;
const DEPTH = 4;

/** Citations grouped by document: "prices.csv, lines 2, 8 and 14; report.pdf, page 3". */
export function describeSources(citations: readonly Citation[], most = Infinity): string {
  return [...Map.groupBy(citations, ({ document }) => document)]
    .map(([document, places]) => {
      const shown = places.slice(0, most);
      const more = places.length > shown.length ? `, with ${places.length - shown.length} more` : "";
      return `${document}, ${describePlaces(shown)}${more}`;
    })
    .join("; ");
}

function renderPassages(passages: FoundPassage[], search: SearchOutput | null): Rendered {
  const shown = passages.slice(0, MOST_PASSAGES);
  const notes: string[] = [];
  if (search?.source === "cache") {
    notes.push(
      `These passages were found by an earlier search, on ${search.retrievedAt.slice(0, 10)}, not by one of this run.`,
    );
  }
  const quotes = shown.map((passage) => {
    const heading = passage.heading ? `, “${passage.heading}”` : "";
    const place = placeText({ line: passage.line, ...(passage.page != null && { page: passage.page }) });
    const text =
      passage.text.length > LONGEST_QUOTE ? `${passage.text.slice(0, LONGEST_QUOTE)} …` : passage.text;
    return quote(text, escapeInline(`${passage.document}, ${place}${heading}`));
  });
  if (passages.length > shown.length)
    notes.push(`${passages.length - shown.length} more passages are not quoted here.`);
  return {
    markdown: [...notes, ...quotes].join("\n\n"),
    citations: shown.map((passage) => citationOf(passage)),
  };
}

function renderKeywords({ keywords }: KeywordsOutput): Rendered {
  const lines = keywords.map(({ keyword, count, sources }) => {
    const times = count === 1 ? "once" : `${count} times`;
    const where = sources.length > 0 ? ` (${escapeInline(describeSources(sources, MOST_CITED_LINES))})` : "";
    return `- **${escapeInline(keyword)}**, ${times}${where}`;
  });
  return {
    markdown: lines.join("\n"),
    citations: keywords.flatMap((found) => found.sources.slice(0, MOST_CITED_LINES)),
  };
}

function renderMetrics(metrics: MetricsOutput): Rendered {
  const summed = metrics.columns.filter((column) => column.kind === "number" || column.kind === "money");
  const cell = (sums: Record<string, number>, column: (typeof summed)[number]) => {
    const sum = sums[column.name];
    if (sum === undefined) return "";
    return column.kind === "money" ? amountText(sum, metrics.currency) : numberText(sum);
  };
  const returns = metrics.groups.some((group) => group.returnOnSpend !== null);
  const rate = (value: number | null) => (value === null ? "not known" : amountText(value, null));
  const header = [
    { name: metrics.dimension },
    ...summed.map((column) => ({ name: column.name, right: true })),
    ...(returns ? [{ name: "return on spend", right: true }] : []),
    { name: "rows" },
  ];
  const rows = metrics.groups.map((group) => [
    group.name,
    ...summed.map((column) => cell(group.sums, column)),
    ...(returns ? [rate(group.returnOnSpend)] : []),
    describeLines(group.lines),
  ]);
  const total = [
    "Total",
    ...summed.map((column) => cell(metrics.totals.sums, column)),
    ...(returns ? [rate(metrics.totals.returnOnSpend)] : []),
    `${metrics.rows} rows`,
  ];
  const findings = metrics.findings.map(({ text, lines }) => {
    const where = lines.length > 12 ? `${lines.length} lines` : describeLines(lines);
    return `- ${escapeInline(text)} (${escapeInline(metrics.document)}, ${where})`;
  });
  return {
    markdown: [
      findings.join("\n"),
      table(header, [...rows, total]),
      `Figures: ${escapeInline(metrics.document)}.`,
    ]
      .filter(Boolean)
      .join("\n\n"),
    citations: metrics.groups.flatMap((group) =>
      group.lines.map((line) => ({ document: metrics.document, line })),
    ),
  };
}

function renderAllocation(allocation: AllocationOutput): Rendered {
  const { currency, lines, sumCents } = allocation;
  const header = [
    { name: "Line" },
    { name: "Amount", right: true },
    { name: "Share", right: true },
    { name: "Why" },
    { name: "Rows" },
  ];
  const rows = lines.map((line) => [
    line.name,
    centsText(line.cents, currency),
    shareText(line.share),
    line.reason,
    describeSources(line.cites),
  ]);
  const total = ["Total", centsText(sumCents, currency), "100%", "", ""];
  return { markdown: table(header, [...rows, total]), citations: lines.flatMap((line) => line.cites) };
}

function renderCalendar({ entries, files }: CalendarOutput): Rendered {
  const shown = entries.slice(0, MOST_ENTRIES);
  const weekday = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: "UTC" });
  const rows = shown.map(({ date, title, channel }) => [
    `${weekday.format(new Date(date))} ${date}`,
    title,
    channel,
  ]);
  const parts = [table([{ name: "Date" }, { name: "What" }, { name: "Where" }], rows)];
  if (entries.length > shown.length)
    parts.push(`${entries.length - shown.length} more entries are in the files.`);
  if (files.length > 0) {
    parts.push(`As files with the step: ${files.map((file) => escapeInline(file.name)).join(", ")}.`);
  }
  return { markdown: parts.join("\n\n"), citations: [] };
}

function renderTable({ columns, rows, truncated, citations, sources }: QueryOutput): Rendered {
  const shown = rows.slice(0, MOST_ROWS);
  const header = columns
    .slice(0, MOST_COLUMNS)
    .map(({ name, type }) => ({ name, right: type === "integer" || type === "decimal" }));
  const cell = (value: string | number | null | undefined) => (value == null ? "" : String(value));
  const parts = [
    table(
      header,
      shown.map((row) => header.map(({ name }) => cell(row[name]))),
    ),
  ];
  if (columns.length > MOST_COLUMNS)
    parts.push(`${columns.length - MOST_COLUMNS} more columns are not shown here.`);
  if (rows.length > shown.length || truncated) parts.push("More rows are not shown here.");
  if (columns.some(({ exact }) => !exact))
    parts.push("Some figures were worked out and rounded to 15 digits.");
  const cited = citations.slice(0, shown.length);
  const documents = sources.map(({ document }) => document).join(", ");
  const where = cited.length > 0 ? describeSources(cited) : documents;
  if (where !== "") parts.push(`Figures: ${escapeInline(where)}.`);
  return { markdown: parts.join("\n\n"), citations: cited };
}

/** A picture stands in a document as Markdown's own; its file lies beside it. */
function renderChart(title: string, name: string): Rendered {
  return { markdown: `![${escapeInline(title)}](${pictureName(name)})`, citations: [] };
}

/** A picture's file name as a document refers to it: nothing in it ends the reference or leads elsewhere. */
export function pictureName(name: string): string {
  return name.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "chart.svg";
}

/** A text with its paragraphs kept and everything else literal. */
function renderPlain(text: string): string {
  const paragraphs = text.split(/(?:\r\n|\r|\n)\s*(?:\r\n|\r|\n)/);
  return paragraphs
    .map(escapeInline)
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}

/** A value that is neither list nor object, as words. */
function plainText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}

function renderRecord(record: Record<string, unknown>, depth: number): Rendered {
  const parts = Object.entries(record).map(([name, value]): Rendered => {
    const label = `**${escapeInline(name)}**`;
    if (typeof value === "object" && value !== null) {
      const inner = renderContent(value, depth - 1);
      return { markdown: `${label}\n\n${inner.markdown}`, citations: inner.citations };
    }
    return { markdown: `${label}: ${escapeInline(plainText(value))}`, citations: [] };
  });
  return join(parts);
}

function join(parts: Rendered[]): Rendered {
  return {
    markdown: parts.map((part) => part.markdown).join("\n\n"),
    citations: parts.flatMap((part) => part.citations),
  };
}

/**
 * Renders a value by its shape: passages as quotations with source and line, keywords as a list, figures, allocations and
 * calendars as tables, our own assembled text as it is, any other data literally.
 */
export function renderContent(value: unknown, depth = DEPTH): Rendered {
  const content = contentOf(value);
  if (depth <= 0 && (content.kind === "list" || content.kind === "record")) {
    return { markdown: escapeInline(JSON.stringify(content.value).slice(0, 2_000)), citations: [] };
  }
  switch (content.kind) {
    case "passages":
      return renderPassages(content.passages, content.search);
    case "keywords":
      return renderKeywords(content.value);
    case "metrics":
      return renderMetrics(content.value);
    case "allocation":
      return renderAllocation(content.value);
    case "calendar":
      return renderCalendar(content.value);
    case "table":
      return renderTable(content.value);
    case "chart":
      return renderChart(content.title, content.name);
    case "text":
      return { markdown: embed(content.value.text, 2), citations: content.value.citations };
    case "list":
      return content.value.every((item) => typeof item !== "object")
        ? {
            markdown: content.value.map((item) => `- ${escapeInline(String(item))}`).join("\n"),
            citations: [],
          }
        : join(content.value.map((item) => renderContent(item, depth - 1)));
    case "plain":
      return { markdown: renderPlain(String(content.value)), citations: [] };
    case "record":
      return renderRecord(content.value, depth);
    case "nothing":
      return {
        markdown: "Nothing: the step that was to fill this part was skipped or gave nothing.",
        citations: [],
      };
  }
}
