import type { Json } from "#lib/domain/json.ts";

/** How a value is best shown: by its look alone, whatever tool it came from. */
export type ValueShape =
  | { kind: "scalar"; text: string }
  | { kind: "empty" }
  | { kind: "words"; items: string[] }
  | { kind: "citations"; items: string[] }
  | { kind: "table"; columns: string[]; rows: { [key: string]: Json }[] }
  | { kind: "list"; items: Json[] }
  | { kind: "fields"; entries: [string, Json][] };

const MAX_COLUMNS = 9;

/** Fields that say what a row is about. Others follow in the order in which they come, which the database does not keep. */
const LEADING = ["date", "name", "title", "keyword", "text"];

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Chooses how to show a value. A list of objects with few, mostly plain fields becomes a table. */
export function valueShape(value: Json): ValueShape {
  if (value === null || value === "") return { kind: "empty" };
  if (typeof value === "string") return { kind: "scalar", text: momentWords(value) };
  if (typeof value === "number")
    return { kind: "scalar", text: value.toLocaleString("en", { maximumFractionDigits: 6 }) };
  if (typeof value === "boolean") return { kind: "scalar", text: value ? "yes" : "no" };
  if (!Array.isArray(value)) {
    const entries = Object.entries(value);
    return entries.length === 0 ? { kind: "empty" } : { kind: "fields", entries };
  }
  if (value.length === 0) return { kind: "empty" };
  if (value.every((item) => typeof item === "string" || typeof item === "number")) {
    return { kind: "words", items: value.map(String) };
  }
  const cited = citationLines(value);
  if (cited) return { kind: "citations", items: cited };
  if (value.every(isRecord)) {
    const names = new Set(value.flatMap((row) => Object.keys(row)));
    const columns = [...new Set([...LEADING.filter((name) => names.has(name)), ...names])];
    if (columns.length > 0 && columns.length <= MAX_COLUMNS) return { kind: "table", columns, rows: value };
  }
  return { kind: "list", items: value };
}

/** A moment as "2026-11-12 10:00 UTC"; other text as it is. */
function momentWords(text: string): string {
  const moment = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(text);
  return moment ? `${moment[1]} ${moment[2]} UTC` : text;
}

/** A field's name as words: "totalCents" becomes "Total", "retrievedAt" becomes "Retrieved at". */
export function fieldLabel(name: string): string {
  const words = name
    .replace(/Cents$/, "")
    .replace(/^cents$/, "amount")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether a field by its name holds an amount in cents. */
export function isCents(name: string): boolean {
  return name === "cents" || name.endsWith("Cents");
}

/** Whole cents as money: 4000000 in USD is "$40,000.00". An unknown currency is written after the amount. */
export function centsText(cents: number, currency: string): string {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(cents / 100);
  } catch {
    return `${(cents / 100).toFixed(2)} ${currency}`;
  }
}

/** Where something is quoted from, when a value says so: "Spring strategy.md, line 12"; null for other values. */
export function citationText(value: Json): string | null {
  if (!isRecord(value)) return null;
  const { document, line, page, heading } = value;
  if (typeof document !== "string") return null;
  const known = new Set(["document", "line", "title", "page", "heading"]);
  if (Object.keys(value).some((key) => !known.has(key))) return null;
  if (typeof page === "number") return `${document}, page ${page}`;
  if (typeof line !== "number") return document;
  return `${document}, line ${line}${typeof heading === "string" ? ` under “${heading}”` : ""}`;
}

/** The same of a list of such values: lines of one document together, each place once. Null when it holds anything else. */
function citationLines(values: readonly Json[]): string[] | null {
  const lines = new Map<string, Set<number>>();
  // In the place of the first line of a document stands its set: the document as a whole is cited by its name.
  const texts = values.map((value) => {
    const text = citationText(value);
    if (text === null || !isRecord(value)) return text;
    const { document, line } = value;
    const plain =
      typeof document === "string" && typeof line === "number" && text === `${document}, line ${line}`;
    if (!plain) return text;
    const cited = lines.get(document) ?? new Set();
    lines.set(document, cited.add(line));
    return cited;
  });
  const places = [...new Set(texts)];
  if (places.includes(null)) return null;
  const documents = new Map([...lines].map(([document, cited]) => [cited, document]));
  return places.flatMap((place) => {
    if (place === null || typeof place === "string") return place ?? [];
    const [document, of] = [documents.get(place), [...place]];
    if (of.length === 1) return `${document}, line ${of[0]}`;
    return `${document}, lines ${of.slice(0, -1).join(", ")} and ${of.at(-1)}`;
  });
}
