import { zip } from "#lib/knowledge/reading/safe-zip.ts";

/** A page of a PDF: lines of text (an empty one leaves a gap), or a picture without any. */
export type PdfPage = readonly string[] | "picture";

/** A real PDF of some pages, written object by object. `password`: it cannot be opened without one. */
export function pdfOf(
  pages: readonly PdfPage[],
  { title, password = false }: { title?: string; password?: boolean } = {},
): Buffer {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  add("<< /Type /Catalog /Pages 2 0 R >>");
  const first = 5;
  const kids = pages.map((_, at) => `${first + at * 2} 0 R`).join(" ");
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  add(
    stream(
      "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
      "A",
    ),
  );
  for (const page of pages) {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${objects.length + 2} 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> >>`,
    );
    add(stream("<<", page === "picture" ? "q 400 0 0 400 50 200 cm /Im1 Do Q" : linesOf(page)));
  }
  if (title !== undefined) add(`<< /Title (${title}) >>`);
  const info = title === undefined ? "" : ` /Info ${objects.length} 0 R`;
  if (password)
    add(`<< /Filter /Standard /V 1 /R 2 /O <${"11".repeat(32)}> /U <${"22".repeat(32)}> /P -4 >>`);
  const locked = password ? ` /Encrypt ${objects.length} 0 R /ID [<00> <00>]` : "";
  let text = "%PDF-1.4\n";
  const offsets = objects.map((body, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R${info}${locked} >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, "latin1");
}

function stream(dictionary: string, data: string): string {
  return `${dictionary} /Length ${data.length} >>\nstream\n${data}\nendstream`;
}

function linesOf(lines: readonly string[]): string {
  const shown = lines.map((line, at) => {
    const literal = line.replace(/[\\()]/g, (character) => `\\${character}`);
    return line === "" ? "" : `BT /F1 12 Tf 50 ${780 - at * 15} Td (${literal}) Tj ET`;
  });
  return shown.filter(Boolean).join("\n");
}

const NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A paragraph of a Word document. `style`: "Heading1" and so on; `list`: a bullet. */
export function wordParagraph(
  text: string,
  { style, list = false }: { style?: string; list?: boolean } = {},
): string {
  const properties = [
    style === undefined ? "" : `<w:pStyle w:val="${style}"/>`,
    list ? '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' : "",
  ].join("");
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${escaped}</w:t></w:r></w:p>`;
}

/** A table of a Word document. */
export function wordTable(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => row.map((cell) => `<w:tc>${wordParagraph(cell)}</w:tc>`).join("");
  return `<w:tbl>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join("")}</w:tbl>`;
}

/** A real Word document with this content (paragraphs and tables). `parts`: more files in its archive. */
export function docxOf(content: string, parts: readonly { name: string; bytes: Uint8Array }[] = []): Buffer {
  const styles = [1, 2, 3]
    .map(
      (level) =>
        `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`,
    )
    .join("");
  const level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>';
  const files: Record<string, string> = {
    "[Content_Types].xml":
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels":
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels":
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>',
    "word/styles.xml": `<w:styles ${NAMESPACE}>${styles}</w:styles>`,
    "word/numbering.xml": `<w:numbering ${NAMESPACE}><w:abstractNum w:abstractNumId="0">${level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    "word/document.xml": `<w:document ${NAMESPACE}><w:body>${content}</w:body></w:document>`,
  };
  const entries = Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  return zip([...entries, ...parts]);
}
