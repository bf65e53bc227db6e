import mammoth from "mammoth";
import { htmlToMarkdown, type HtmlText } from "./html-to-markdown.ts";
import { unzip, zip } from "./safe-zip.ts";
import { UnreadableFile } from "./unreadable-file.ts";

/** Unpacked XML of all parts together; the text in it is a tenth of that. */
const MOST_XML_BYTES = 150 * 1_024 * 1_024;

/** A title is a heading; what else Word names a style is left to the package. */
const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];

/**
 * Reads a Word document: headings, paragraphs, lists, tables, notes. Only the XML is unpacked, by us and within a limit, and handed to the
 * package as an archive without compression: it would unpack whatever is in there, pictures too.
 * @throws UnreadableFile
 */
export async function readDocx(bytes: Uint8Array): Promise<HtmlText> {
  const entries = unzip(
    bytes,
    (name) => name === "[Content_Types].xml" || /^(?:_rels|word)\/[^\\]*\.(?:xml|rels)$/.test(name),
    MOST_XML_BYTES,
  );
  if (
    !entries.some(({ name }) => name === "[Content_Types].xml") ||
    !entries.some(({ name }) => /^word\/document\d*\.xml$/.test(name))
  ) {
    throw new UnreadableFile(
      "It is a zip archive and no Word document (.docx). Unpack it, or save it as .docx.",
    );
  }
  // A document type may define entities that grow without end; Office writes none.
  if (
    entries.some(({ bytes: part }) =>
      Buffer.from(part.buffer, part.byteOffset, part.length).includes("<!DOCTYPE"),
    )
  ) {
    throw new UnreadableFile(
      "Its XML has a document type, which no Word document has. Save it anew in Word.",
    );
  }
  let html: string;
  try {
    const result = await mammoth.convertToHtml(
      { buffer: zip(entries) },
      { styleMap: STYLES, convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: "" })) },
    );
    html = result.value;
  } catch (cause) {
    throw new UnreadableFile("The file is damaged: it is no complete Word document.", cause);
  }
  return htmlToMarkdown(html);
}
