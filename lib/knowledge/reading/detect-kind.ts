import { endingOf, FILE_ENDINGS } from "#lib/domain/document-kinds.ts";
import type { DocumentKind } from "#lib/domain/knowledge.ts";
import { UnreadableFile } from "./unreadable-file.ts";

/** How many of a file's first bytes tell what it is. */
export const HEAD_BYTES = 4_096;

const TAKEN = "Upload Markdown, text, HTML, CSV, PDF or Word (.docx).";

/** Files that people upload by mistake, by what they begin with. */
const OTHERS: { starts: number[]; reason: string }[] = [
  {
    starts: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    reason:
      "It is an old Office file (.doc, .xls) or a Word document with a password. Save it as .docx without one.",
  },
  { starts: [...Buffer.from("{\\rtf")], reason: "It is a rich text file (RTF). Save it as .docx." },
  { starts: [0x89, 0x50, 0x4e, 0x47], reason: `It is a picture (PNG). ${TAKEN}` },
  { starts: [0xff, 0xd8, 0xff], reason: `It is a picture (JPEG). ${TAKEN}` },
  { starts: [...Buffer.from("GIF8")], reason: `It is a picture (GIF). ${TAKEN}` },
  { starts: [0x1f, 0x8b], reason: "It is a compressed file (gzip). Unpack it first." },
  { starts: [...Buffer.from("7z"), 0xbc, 0xaf], reason: "It is an archive (7z). Unpack it first." },
  { starts: [...Buffer.from("Rar!")], reason: "It is an archive (RAR). Unpack it first." },
  { starts: [0x4d, 0x5a], reason: `It is a program. ${TAKEN}` },
  { starts: [0x7f, 0x45, 0x4c, 0x46], reason: `It is a program. ${TAKEN}` },
];

const ZIP = [0x50, 0x4b, 0x03, 0x04];

/**
 * What a file is, by its first bytes; its name decides only between kinds of text.
 * @param head the first {@link HEAD_BYTES} bytes, or all of a shorter file
 * @throws UnreadableFile when it is nothing that can be read
 */
export function detectKind(name: string, head: Uint8Array): DocumentKind {
  if (head.length === 0) throw new UnreadableFile("The file is empty.");
  const ending = endingOf(name);
  const promised = FILE_ENDINGS[ending] ?? null;
  // The standard lets other bytes stand before a PDF's mark.
  if (Buffer.from(head.subarray(0, 1_024)).includes("%PDF-")) return "pdf";
  if (startsWith(head, ZIP)) {
    if (promised === "docx" || promised === null) return "docx";
    throw new UnreadableFile(`It is a zip archive, not ${a(promised)}. Unpack it first.`);
  }
  const other = OTHERS.find(({ starts }) => startsWith(head, starts));
  if (other) throw new UnreadableFile(other.reason);
  if (promised === "pdf" || promised === "docx") {
    const instead = looksLikeHtml(head) ? "a web page" : "something else";
    throw new UnreadableFile(
      `It is named like ${a(promised)}, but its content is ${instead}. It may not have been downloaded properly.`,
    );
  }
  if (promised === null && ending !== "") {
    throw new UnreadableFile(`A .${ending} file cannot be read. ${TAKEN}`);
  }
  if (looksLikeHtml(head)) return "html";
  return promised === "html" ? "text" : (promised ?? "text");
}

function a(kind: DocumentKind): string {
  const words: Record<DocumentKind, string> = {
    markdown: "Markdown",
    text: "a text",
    csv: "a CSV table",
    html: "a web page",
    pdf: "a PDF",
    docx: "a Word document",
  };
  return words[kind];
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

/** Markdown may begin with a tag as well, so only what begins a whole page counts. UTF-16's zeros are passed over. */
function looksLikeHtml(head: Uint8Array): boolean {
  const text = Buffer.from(head.filter((byte) => byte !== 0)).toString("latin1");
  return /^(?:[\s\u00ef\u00bb\u00bf\u00fe\u00ff]|<!--[\s\S]*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)[\s>]/i.test(
    text,
  );
}
