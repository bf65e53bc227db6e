import type { DocumentKind } from "#lib/domain/knowledge.ts";

const BY_ENDING: Record<string, DocumentKind> = {
  md: "markdown",
  markdown: "markdown",
  txt: "text",
  csv: "csv",
};

/** What can be uploaded, as a file input's `accept`. */
export const ACCEPTED_FILES = ".md,.markdown,.txt,.csv,text/markdown,text/plain,text/csv";

/** A document's kind by its file name's ending; null when it is none of ours. */
export function kindOfFile(name: string): DocumentKind | null {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  return ending ? (BY_ENDING[ending] ?? null) : null;
}

/** A kind in a word. */
export const KIND_WORDS = { markdown: "Markdown", text: "Text", csv: "CSV" } as const satisfies Record<
  DocumentKind,
  string
>;

/**
 * Reads a file's bytes as text.
 * @returns null when they are not UTF-8, which a stored text must be: a wrong guess would garble it for good.
 */
export function decodeText(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
