/** What a document is, by its content: it decides how it is read, and what a position in it is called. */
export const DOCUMENT_KINDS = ["markdown", "text", "csv", "html", "pdf", "docx"] as const;

/** Kinds that a person can type or paste; the others come as files. */
export const TYPED_KINDS = ["markdown", "text", "csv"] as const;

/** Endings of files that are taken, and what they promise; what a file is, its content says. */
export const FILE_ENDINGS: Readonly<Record<string, (typeof DOCUMENT_KINDS)[number]>> = {
  md: "markdown",
  markdown: "markdown",
  txt: "text",
  csv: "csv",
  html: "html",
  htm: "html",
  pdf: "pdf",
  docx: "docx",
};

/** The ending of a file's name, lower-case and without its dot; "" when there is none. */
export function endingOf(name: string): string {
  return /[^.]\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}
