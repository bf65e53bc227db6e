import { z } from "zod";
import { AllocationOutput } from "../budget/budget-io.ts";
import { CalendarOutput } from "../calendar/calendar-io.ts";
import { ChartOutput } from "../chart/chart-io.ts";
import { unsafeInSvg } from "../chart/check-svg.ts";
import { QueryOutput } from "../data/query-io.ts";
import { KeywordsOutput } from "../keywords/keywords-io.ts";
import { MetricsOutput } from "../metrics/metrics-io.ts";
import { FoundPassage, SearchOutput } from "../search/search-io.ts";
import { TextOutput } from "../text/text-io.ts";

/** What an earlier step's output turned out to be, told by its shape, since a plan may hand on any value. */
export type Content =
  | { kind: "passages"; passages: FoundPassage[]; search: SearchOutput | null }
  | { kind: "keywords"; value: KeywordsOutput }
  | { kind: "metrics"; value: MetricsOutput }
  | { kind: "allocation"; value: AllocationOutput }
  | { kind: "calendar"; value: CalendarOutput }
  | { kind: "table"; value: QueryOutput }
  | { kind: "chart"; title: string; name: string; svg: string }
  | { kind: "text"; value: TextOutput }
  | { kind: "list"; value: unknown[] }
  | { kind: "plain"; value: string | number | boolean }
  | { kind: "record"; value: Record<string, unknown> }
  | { kind: "nothing" };

/** A part of an output may be handed on alone: its passages, keywords or entries. */
function listOf(value: unknown[]): Content {
  if (value.length === 0) return { kind: "nothing" };
  const passages = z.array(FoundPassage).safeParse(value);
  if (passages.success) return { kind: "passages", passages: passages.data, search: null };
  const keywords = KeywordsOutput.safeParse({ keywords: value });
  if (keywords.success) return { kind: "keywords", value: keywords.data };
  const calendar = CalendarOutput.safeParse({ entries: value, files: [] });
  if (calendar.success) return { kind: "calendar", value: calendar.data };
  return { kind: "list", value };
}

/** Tells what a value is: the output of one of our tools, a list of values, or plain data. */
export function contentOf(value: unknown): Content {
  if (value === null || value === undefined) return { kind: "nothing" };
  if (Array.isArray(value)) return listOf(value);
  if (typeof value === "string") return value.trim() === "" ? { kind: "nothing" } : { kind: "plain", value };
  if (typeof value === "number" || typeof value === "boolean") return { kind: "plain", value };
  const search = SearchOutput.safeParse(value);
  if (search.success) return { kind: "passages", passages: search.data.passages, search: search.data };
  const keywords = KeywordsOutput.safeParse(value);
  if (keywords.success) return { kind: "keywords", value: keywords.data };
  const metrics = MetricsOutput.safeParse(value);
  if (metrics.success) return { kind: "metrics", value: metrics.data };
  const allocation = AllocationOutput.safeParse(value);
  if (allocation.success) return { kind: "allocation", value: allocation.data };
  const calendar = CalendarOutput.safeParse(value);
  if (calendar.success) return { kind: "calendar", value: calendar.data };
  const table = QueryOutput.safeParse(value);
  if (table.success) return { kind: "table", value: table.data };
  const chart = chartOf(value);
  if (chart) return chart;
  const text = TextOutput.safeParse(value);
  if (text.success) return { kind: "text", value: text.data };
  const record = z.record(z.string(), z.unknown()).safeParse(value);
  return record.success ? { kind: "record", value: record.data } : { kind: "nothing" };
}

/** A value may look like a chart and come from anywhere: its picture is one only when it is safe to show. */
function chartOf(value: unknown): Content | null {
  const chart = ChartOutput.safeParse(value);
  const [file] = chart.data?.files ?? [];
  if (!chart.success || !file || unsafeInSvg(file.content) !== null) return null;
  return { kind: "chart", title: chart.data.title, name: file.name, svg: file.content };
}

/** Every content inside a value: lists are opened, to a depth of four. */
export function contentsOf(value: unknown, depth = 4): Content[] {
  const content = contentOf(value);
  if (content.kind === "list" && depth > 0)
    return content.value.flatMap((item) => contentsOf(item, depth - 1));
  return content.kind === "nothing" ? [] : [content];
}
