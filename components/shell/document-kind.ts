import { endingOf, FILE_ENDINGS, TYPED_KINDS } from "#lib/domain/document-kinds.ts";
import type { DocumentKind, TypedKind } from "#lib/domain/knowledge.ts";

/** Files that can be uploaded under Knowledge, as a file input's `accept`. */
export const ACCEPTED_FILES = Object.keys(FILE_ENDINGS)
  .map((ending) => `.${ending}`)
  .join(",");

/** Files whose text a form can take as it is, as a file input's `accept`. */
export const ACCEPTED_TEXTS = Object.entries(FILE_ENDINGS)
  .flatMap(([ending, kind]) => (TYPED_KINDS.some((typed) => typed === kind) ? [`.${ending}`] : []))
  .join(",");

/** The kind of a text by its file name's ending; null when it is none that a form can take. */
export function kindOfFile(name: string): TypedKind | null {
  const kind = FILE_ENDINGS[endingOf(name)];
  return TYPED_KINDS.find((typed) => typed === kind) ?? null;
}

/** A kind in a word. */
export const KIND_WORDS: Record<DocumentKind, string> = {
  markdown: "Markdown",
  text: "Text",
  csv: "CSV",
  html: "HTML",
  pdf: "PDF",
  docx: "Word",
};

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
