import { getDocumentProxy, getResolvedPDFJS } from "unpdf";
import { UnreadableFile } from "./unreadable-file.ts";

/** A PDF's text, page by page, and the title that it gives itself. `cut`: it has more pages than were read. */
export type PdfText = { pages: string[]; title: string | null; cut: boolean };

const MOST_PAGES = 5_000;
const MOST_CHARACTERS = 50_000_000;
/** A line further below the one before than this many times its height begins a paragraph. */
const PARAGRAPH_GAP = 1.6;

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Pdf["getPage"]>>;

/**
 * Reads the text of a PDF. Its lines stand as they do on the page; a gap between them makes a paragraph, and a word that is divided at
 * a line's end is joined again, or no search would find it.
 * @param progress told how many pages of how many are read
 * @param firstPages how many pages are read; null: all
 * @throws UnreadableFile when it is protected, damaged, or has no text
 */
export async function readPdf(
  bytes: Uint8Array,
  progress: (done: number, of: number) => void,
  firstPages: number | null = null,
): Promise<PdfText> {
  const pdf = await open(bytes);
  const wanted = Math.min(pdf.numPages, firstPages ?? Number.POSITIVE_INFINITY);
  if (wanted > MOST_PAGES) {
    throw new UnreadableFile(
      `It has ${pdf.numPages.toLocaleString("en")} pages; ${MOST_PAGES.toLocaleString("en")} can be read. Divide it.`,
    );
  }
  const pages: string[] = [];
  let characters = 0;
  let pictures = false;
  for (let number = 1; number <= wanted; number++) {
    const page = await pageOf(pdf, number);
    const text = await textOf(page);
    characters += text.length;
    if (characters > MOST_CHARACTERS)
      throw new UnreadableFile("It holds more than 50 million characters of text. Divide it.");
    if (text === "" && !pictures) pictures = await hasPicture(page);
    pages.push(text);
    page.cleanup();
    progress(number, wanted);
  }
  if (characters === 0) {
    const many = wanted === 1 ? "Its page is a picture" : `Its ${wanted} pages are pictures`;
    throw new UnreadableFile(
      pictures
        ? `${many}: it was scanned and has no text. Have its text recognised (OCR) and upload the result.`
        : "It has no text.",
    );
  }
  return { pages, title: await titleOf(pdf), cut: wanted < pdf.numPages };
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    // A copy of a plain kind: the parser refuses Node's buffers, and keeps what it is given.
    return await getDocumentProxy(new Uint8Array(bytes), {
      disableFontFace: true,
      useSystemFonts: false,
      stopAtErrors: false,
      verbosity: 0,
    });
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : "";
    throw new UnreadableFile(
      name === "PasswordException"
        ? "It is protected with a password. Save it without one."
        : "The PDF is damaged and cannot be opened. It may not have been downloaded properly.",
      cause,
    );
  }
}

async function pageOf(pdf: Pdf, number: number): Promise<Page> {
  try {
    return await pdf.getPage(number);
  } catch (cause) {
    throw new UnreadableFile(`The PDF is damaged: its page ${number} cannot be read.`, cause);
  }
}

/** The text of a page, its lines divided by line breaks and its paragraphs by empty lines. */
async function textOf(page: Page): Promise<string> {
  const { items } = await page.getTextContent();
  const lines: string[] = [];
  let line = "";
  let bottom: number | null = null;
  let height = 0;
  const end = () => {
    const text = line.replace(/[\s\u00a0]+/g, " ").trim();
    line = "";
    if (text === "") return;
    const last = lines.at(-1);
    if (last !== undefined && /\p{Ll}-$/u.test(last) && /^\p{Ll}/u.test(text)) {
      const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/su.exec(text) ?? [];
      lines[lines.length - 1] = last.slice(0, -1) + word;
      if (rest !== "") lines.push(rest);
    } else lines.push(text);
  };
  for (const item of items) {
    if (!("str" in item)) continue;
    const y: unknown = item.transform[5];
    if (typeof y === "number" && item.str.trim() !== "") {
      if (bottom !== null && Math.abs(y - bottom) > Math.max(height, item.height, 1) * 0.5) {
        end();
        if (Math.abs(bottom - y) > Math.max(height, item.height, 1) * PARAGRAPH_GAP && lines.at(-1) !== "")
          lines.push("");
      }
      bottom = y;
      height = item.height;
    }
    line += item.str;
    if (item.hasEOL) end();
  }
  end();
  return lines.join("\n").replaceAll("\u0000", "").toWellFormed().trim();
}

async function hasPicture(page: Page): Promise<boolean> {
  try {
    const [{ OPS }, { fnArray }] = await Promise.all([getResolvedPDFJS(), page.getOperatorList()]);
    const paints = new Set<number>([
      OPS.paintImageXObject,
      OPS.paintInlineImageXObject,
      OPS.paintImageMaskXObject,
    ]);
    return fnArray.some((operator) => paints.has(operator));
  } catch {
    // A page that cannot be drawn has no picture that anybody would see.
    return false;
  }
}

/** The title in the file's properties, unless it is what a program put there ("Microsoft Word - draft.doc", "untitled"). */
async function titleOf(pdf: Pdf): Promise<string | null> {
  try {
    const { info } = await pdf.getMetadata();
    const title: unknown = (info as { Title?: unknown }).Title;
    if (typeof title !== "string") return null;
    const plain = title
      .replaceAll("\u0000", "")
      .toWellFormed()
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 200)
      .toWellFormed();
    return plain === "" || /^(?:microsoft |untitled|.*\.\w{2,5}$)/i.test(plain) ? null : plain;
  } catch {
    return null;
  }
}
