/**
 * Addresses that Markdown readers turn into links by themselves, even where their marks are escaped. The bounds keep the
 * time linear: without them a long word costs the square of its length.
 */
const ADDRESS =
  /(?:[a-z][a-z0-9+.-]{0,30}:\/\/|www\.)[^\s<>]+|(?:mailto|xmpp):\S+|[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/giu;

/** A code span that holds the text literally; a link or address inside it stays dead. */
function codeSpan(text: string): string {
  return `\`${text.replaceAll("`", "%60").replaceAll("|", "%7C")}\``;
}

function escapeMarks(text: string): string {
  return (
    text
      .replace(/[\\`*_{}[\]<>#|~]|&(?=[#\p{L}])/gu, "\\$&")
      // These mean something at the beginning of a line only: list items and underlines of headings.
      .replace(/^\s*[-+=:]/, (mark) => `${mark.slice(0, -1)}\\${mark.slice(-1)}`)
      .replace(/^(\s*\d+)([.)])(?=\s|$)/, "$1\\$2")
  );
}

/**
 * Text from anywhere as one line of Markdown that shows it literally: no heading, list, link, image, table cell or HTML can
 * come out of it. Line ends become spaces, control characters go, addresses become code.
 */
export function escapeInline(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, " ")
    .trim();
  let result = "";
  let from = 0;
  for (const match of line.matchAll(ADDRESS)) {
    result += escapeMarks(line.slice(from, match.index)) + codeSpan(match[0]);
    from = match.index + match[0].length;
  }
  return result + escapeMarks(line.slice(from));
}

/** A Markdown table. Cells are escaped here; numbers go to the right. */
export function table(
  header: readonly { name: string; right?: boolean }[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(header.map((column) => escapeInline(column.name))),
    line(header.map((column) => (column.right ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(escapeInline))),
  ].join("\n");
}

/** Takes the marks off Markdown, line by line, so that quoted words read as words: "- **Email** grows" gives "• Email grows". */
export function plainLine(markdown: string): string {
  return markdown
    .replace(/^\s{0,3}#{1,6}\s+/, "")
    .replace(/^\s*>+\s?/, "")
    .replace(/^\s*[-*+]\s+/, "• ")
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, "$1")
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, "$2")
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\p{L}\p{N}*])/gu, "$1")
    .replace(/`([^`]+)`/g, "$1");
}

/** A quotation of several lines, each shown literally, with where it is from below it. */
export function quote(text: string, source: string): string {
  const lines: string[] = [];
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = escapeInline(plainLine(raw));
    if (line === "" || /^[\s|:\\-]+$/.test(raw)) continue;
    // The source's line breaks inside a sentence are layout, not meaning.
    const starts = /^(?:•|\d{1,2}\\?[.)]|\\\|)/.test(line) || lines.length === 0;
    if (starts || (lines.at(-1) ?? "").startsWith("\\|")) lines.push(line);
    else lines[lines.length - 1] += ` ${line}`;
  }
  return [...lines.map((line) => `> ${line}  `), ">", `> — ${source}`].join("\n");
}

/**
 * Markdown that one of our own tools made, to stand inside a section: its headings go below the section's, and what our
 * tools never write (raw HTML, images, links) is made literal, in case the text came by another way.
 */
export function embed(markdown: string, level: number): string {
  return markdown
    .toWellFormed()
    .replaceAll("\u0000", "")
    .replace(/^ {0,3}(#{1,6})(?=\s)/gm, (_, marks: string) => "#".repeat(Math.min(6, marks.length + level)))
    .replace(/(?<!\\)<(?=[a-z/!?])/gi, "\\<")
    .replace(/(?<!\\)!\[/g, "\\!\\[")
    .replace(/(?<!\\)\](?=\(|\[|:)/g, "\\]")
    .replace(ADDRESS, (address, at: number, whole: string) =>
      whole[at - 1] === "`" ? address : codeSpan(address),
    )
    .trim();
}
