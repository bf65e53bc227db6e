import type { DocumentKind } from "#lib/domain/knowledge.ts";
import { chunkDocument, chunkPages, titleOf, type ChunkContent } from "../chunk-document.ts";
import { BrokenCsv } from "../parse-csv.ts";
import { decodeText } from "./decode-text.ts";
import { detectKind, HEAD_BYTES } from "./detect-kind.ts";
import { UnreadableFile } from "./unreadable-file.ts";

/** A file as a document: its text, to which positions refer, and its passages. */
export type ReadFile = {
  kind: DocumentKind;
  title: string;
  content: string;
  chunks: ChunkContent[];
  notes: string[];
  /** True when pages were left unread. */
  cut: boolean;
};

/**
 * Reads a file: what it is by its content, its text, its title, its passages.
 * @param progress told of pages as they are read
 * @param firstPages how many pages of a PDF are read; null: all
 * @throws UnreadableFile with the reason for a person
 */
export async function readFile(
  name: string,
  bytes: Uint8Array,
  progress: (done: number, of: number) => void = () => undefined,
  firstPages: number | null = null,
): Promise<ReadFile> {
  const kind = detectKind(name, bytes.subarray(0, HEAD_BYTES));
  const read = await textOf(kind, bytes, progress, firstPages);
  if (read.content.trim() === "") throw new UnreadableFile("It has no text.");
  const title = read.title ?? titleOf(name, kind, read.content);
  const { content, notes, cut = false } = read;
  return { kind, title, content, chunks: chunksOf(kind, read), notes, cut };
}

/** `pages`: a PDF's, each with the line of the text on which it begins. */
type Text = {
  content: string;
  title: string | null;
  pages: string[] | null;
  notes: string[];
  cut?: boolean;
};

async function textOf(
  kind: DocumentKind,
  bytes: Uint8Array,
  progress: (done: number, of: number) => void,
  firstPages: number | null,
): Promise<Text> {
  // Each parser is loaded when it is needed: that of PDF alone takes as long as reading a text.
  switch (kind) {
    case "pdf": {
      const { readPdf } = await import("./read-pdf.ts");
      const { pages, title, cut } = await readPdf(bytes, progress, firstPages);
      const blank = pages.flatMap((text, at) => (text === "" ? [at + 1] : []));
      const notes =
        blank.length === 0 ? [] : [`No text was found on ${pagesText(blank)} of ${pages.length}.`];
      return { content: pages.join("\n\n"), title, pages, notes, cut };
    }
    case "docx": {
      const { readDocx } = await import("./read-docx.ts");
      const { markdown, title } = await readDocx(bytes);
      return { content: markdown, title, pages: null, notes: [] };
    }
    case "html": {
      const { htmlToMarkdown } = await import("./html-to-markdown.ts");
      const { text, notes } = decodeText(bytes, declaredEncoding(bytes));
      const { markdown, title } = htmlToMarkdown(text);
      return { content: markdown, title, pages: null, notes };
    }
    default: {
      const { text, notes } = decodeText(bytes);
      return { content: text, title: null, pages: null, notes };
    }
  }
}

function chunksOf(kind: DocumentKind, { content, pages }: Text): ChunkContent[] {
  if (pages) return chunkPages(pages);
  try {
    return chunkDocument(kind, content);
  } catch (cause) {
    if (cause instanceof BrokenCsv) throw new UnreadableFile(cause.message, cause);
    throw cause;
  }
}

/** `<meta charset=...>`, which stands in a page's first bytes. */
function declaredEncoding(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
  return /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1] ?? null;
}

function pagesText(pages: readonly number[]): string {
  if (pages.length === 1) return `page ${pages[0]}`;
  const shown = pages.slice(0, 10);
  const rest = pages.length - shown.length;
  return `pages ${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
