import type { DocumentKind } from "#lib/domain/knowledge.ts";
import { parseCsv } from "./parse-csv.ts";

/** A piece of a document that is searched and quoted as one. */
export type ChunkContent = {
  /** Headings above it, outermost first, joined by " > "; null outside any heading. */
  heading: string | null;
  /** 1-based line of the document's text at which `text` starts. */
  line: number;
  /** Page of a PDF, from 1. */
  page: number | null;
  /** The document's own lines, unchanged (for CSV: the header line, then the rows). */
  text: string;
};

/** About 200 words: one thought of a document, short enough to quote. */
const MAX_CHARACTERS = 1_200;
const ROWS_A_CHUNK = 12;

/** Splits text into lines at any of the three line ends. Line numbers everywhere count these. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

/** A run of lines that belong together: `line` is the 1-based number of the first. */
type Block = { line: number; lines: string[] };

/** Cuts a block that is longer than a chunk: at line ends, and a single endless line at spaces. */
function cut(block: Block): Block[] {
  const parts: Block[] = [];
  let part: Block = { line: block.line, lines: [] };
  let size = 0;
  block.lines.forEach((text, at) => {
    const pieces =
      text.length <= MAX_CHARACTERS
        ? [text]
        : (text.match(new RegExp(`.{1,${MAX_CHARACTERS}}(?:\\s|$)|.{1,${MAX_CHARACTERS}}`, "gsu")) ?? [text]);
    for (const piece of pieces) {
      if (size > 0 && size + piece.length > MAX_CHARACTERS) {
        parts.push(part);
        part = { line: block.line + at, lines: [] };
        size = 0;
      }
      part.lines.push(piece);
      size += piece.length + 1;
    }
  });
  if (part.lines.length > 0) parts.push(part);
  return parts;
}

/** Joins neighbouring paragraphs into chunks of at most {@link MAX_CHARACTERS}. */
function pack(paragraphs: Block[], heading: string | null): ChunkContent[] {
  const chunks: ChunkContent[] = [];
  for (const paragraph of paragraphs.flatMap(cut)) {
    const text = paragraph.lines.join("\n");
    const last = chunks.at(-1);
    // Blank lines between two paragraphs are kept, so that the line of any word in a chunk can be counted.
    const gap = last ? paragraph.line - (last.line + linesOf(last.text).length) : 0;
    if (last && gap >= 0 && last.text.length + gap + 1 + text.length <= MAX_CHARACTERS) {
      last.text += "\n".repeat(gap + 1) + text;
    } else {
      chunks.push({ heading, line: paragraph.line, page: null, text });
    }
  }
  return chunks;
}

function paragraphsOf(lines: string[], firstLine: number): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  lines.forEach((text, at) => {
    if (text.trim() === "") {
      open = null;
      return;
    }
    if (!open) {
      open = { line: firstLine + at, lines: [] };
      blocks.push(open);
    }
    open.lines.push(text);
  });
  return blocks;
}

function chunkMarkdown(content: string): ChunkContent[] {
  const lines = linesOf(content);
  const chunks: ChunkContent[] = [];
  const path: { level: number; text: string }[] = [];
  let section: Block = { line: 1, lines: [] };
  let fence: string | null = null;
  const close = () => {
    const heading = path.map((part) => part.text).join(" > ") || null;
    // One by one: a call cannot take a hundred thousand arguments.
    for (const chunk of pack(paragraphsOf(section.lines, section.line), heading)) chunks.push(chunk);
  };
  lines.forEach((text, at) => {
    const mark = /^ {0,3}(```+|~~~+)/.exec(text)?.[1];
    if (mark && (fence === null || mark.startsWith(fence))) fence = fence === null ? mark : null;
    const found = fence === null ? /^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$/.exec(text) : null;
    if (!found?.[1] || !found[2]) {
      section.lines.push(text);
      return;
    }
    close();
    const level = found[1].length;
    while ((path.at(-1)?.level ?? 0) >= level) path.pop();
    path.push({ level, text: found[2] });
    section = { line: at + 2, lines: [] };
  });
  close();
  return chunks;
}

function chunkCsv(content: string): ChunkContent[] {
  const { rows, headerLine } = parseCsv(content);
  const lines = linesOf(content);
  const header = lines[headerLine - 1] ?? "";
  const chunks: ChunkContent[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_CHUNK) {
    const first = rows[start]?.line ?? 1;
    const next = rows[start + ROWS_A_CHUNK]?.line ?? lines.length + 1;
    const group = lines.slice(first - 1, next - 1).join("\n");
    for (const part of cut({ line: first, lines: linesOf(group.trimEnd()) })) {
      chunks.push({
        heading: header.slice(0, 500),
        line: part.line,
        page: null,
        text: part.lines.join("\n"),
      });
    }
  }
  return chunks;
}

/**
 * Splits the pages of a PDF by paragraphs. A passage stands on one page; lines are counted through the pages, which an empty line
 * divides.
 */
export function chunkPages(pages: readonly string[]): ChunkContent[] {
  const chunks: ChunkContent[] = [];
  let line = 1;
  pages.forEach((text, at) => {
    const lines = linesOf(text);
    for (const chunk of pack(paragraphsOf(lines, line), null)) chunks.push({ ...chunk, page: at + 1 });
    line += lines.length + 1;
  });
  return chunks;
}

/**
 * Splits a document for search: Markdown (which HTML and Word have become) by headings, text by paragraphs, CSV by groups of rows
 * under the header.
 * @throws BrokenCsv when a CSV document cannot be read
 */
export function chunkDocument(kind: DocumentKind, content: string): ChunkContent[] {
  const text = content.replace(/^\uFEFF/, "");
  if (kind === "csv") return chunkCsv(text);
  if (kind === "text" || kind === "pdf") return pack(paragraphsOf(linesOf(text), 1), null);
  return chunkMarkdown(text);
}

/** A document's title: the first heading of its Markdown, else its name without the ending. */
export function titleOf(name: string, kind: DocumentKind, content: string): string {
  const heading =
    kind !== "text" && kind !== "csv" && kind !== "pdf"
      ? /^\uFEFF?#{1,2}[ \t]+(.+?)[ \t]*#*$/m.exec(content)?.[1]
      : undefined;
  return (
    (heading ?? name.replace(/\.[a-z0-9]{1,5}$/i, "").replace(/[-_]+/g, " "))
      .trim()
      .slice(0, 200)
      .toWellFormed() || name
  );
}
