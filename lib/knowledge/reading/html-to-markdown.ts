import { Parser } from "htmlparser2";
import { UnreadableFile } from "./unreadable-file.ts";

/** A web page as text: Markdown with its headings, lists, tables and links. */
export type HtmlText = { markdown: string; title: string | null };

/** Elements whose content is nothing to read. */
const SILENT = new Set(
  "script style noscript template svg math canvas iframe object head select button nav dialog textarea".split(
    " ",
  ),
);
/** Elements after and before which a line of text ends. */
const BLOCKS = new Set(
  "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hr html main p section summary".split(
    " ",
  ),
);
/** The parser's own work grows with the square of the nesting; a page of a million open tags would take it an hour. */
const MOST_OPEN = 10_000;
/** Deeper lists and quotes are written as if they were this deep: nesting may be without end. */
const DEEPEST = 8;

/**
 * Turns a page into Markdown in one pass over its tags: a tree of it takes many times its size, and what is made of trees by others
 * takes longer the deeper they are. What is no content (scripts, navigation) is left out.
 * @throws UnreadableFile when its tags are nested as no page's are
 */
export function htmlToMarkdown(html: string): HtmlText {
  const writer = new MarkdownWriter();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => writer.open(name, attributes),
      ontext: (text) => writer.text(text),
      onclosetag: (name) => writer.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html);
  return writer.end();
}

type Table = { rows: string[][]; row: string[] | null; cell: boolean };

/** Writes the Markdown of the tags that it is told, in their order. */
class MarkdownWriter {
  readonly #lines: string[] = [];
  #open = 0;
  /** The line that is being written. */
  #line = "";
  /** How many elements without content are open. */
  #silent = 0;
  #title: string | null = null;
  #inTitle = false;
  #heading = 0;
  #lists: { ordered: boolean; count: number }[] = [];
  #quotes = 0;
  /** Written before the next line of an item, instead of its indent. */
  #bullet: string | null = null;
  #code: string[] | null = null;
  #table: Table | null = null;
  #links: (string | null)[] = [];

  open(name: string, attributes: Record<string, string>): void {
    if (++this.#open > MOST_OPEN)
      throw new UnreadableFile("Its tags are nested deeper than those of any page.");
    if (name === "title" && this.#title === null) this.#inTitle = true;
    if (SILENT.has(name)) this.#silent++;
    if (this.#silent > 0) return;
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (this.#table) return this.#openInTable(name);
    if (level) {
      this.#break(true);
      this.#heading = Number(level);
    } else if (name === "br") {
      if (this.#code) this.#code.push("\n");
      else this.#break(false);
    } else if (name === "pre") {
      this.#break(true);
      this.#code = [];
    } else if (name === "ul" || name === "ol") {
      this.#break(this.#lists.length === 0);
      this.#lists.push({ ordered: name === "ol", count: 0 });
    } else if (name === "li") {
      this.#break(false);
      const list = this.#lists.at(-1);
      if (list) list.count++;
      this.#bullet = list?.ordered ? `${list.count}. ` : "- ";
    } else if (name === "blockquote") {
      this.#break(true);
      this.#quotes++;
    } else if (name === "table") {
      this.#break(true);
      this.#table = { rows: [], row: null, cell: false };
    } else if (name === "a") {
      this.#links.push(webAddress(attributes["href"]));
    } else if (name === "img" && attributes["alt"]?.trim()) {
      this.text(`[Image: ${attributes["alt"].trim()}]`);
    } else if (BLOCKS.has(name)) {
      this.#break(this.#lists.length === 0);
    }
  }

  text(text: string): void {
    if (this.#inTitle) {
      this.#title = `${this.#title ?? ""}${text}`;
      return;
    }
    if (this.#silent > 0) return;
    if (this.#code) this.#code.push(text);
    else if (this.#table) this.#cellText(text);
    else this.#write(text);
  }

  close(name: string): void {
    this.#open--;
    if (name === "title") this.#inTitle = false;
    if (SILENT.has(name)) {
      if (this.#silent > 0) this.#silent--;
      return;
    }
    if (this.#silent > 0) return;
    if (this.#table) return this.#closeInTable(name);
    if (/^h[1-6]$/.test(name)) {
      const text = this.#line.trim();
      this.#line = text === "" ? "" : `${"#".repeat(this.#heading)} ${text}`;
      this.#break(true);
      this.#heading = 0;
    } else if (name === "pre") this.#endCode();
    else if (name === "ul" || name === "ol") {
      this.#break(false);
      this.#lists.pop();
      this.#bullet = null;
      if (this.#lists.length === 0) this.#blank();
    } else if (name === "blockquote") {
      this.#break(true);
      this.#quotes = Math.max(0, this.#quotes - 1);
    } else if (name === "a") {
      const href = this.#links.pop();
      if (href && !this.#line.endsWith(href) && this.#line.trim() !== "") this.#write(` (${href})`);
    } else if (name === "li") this.#break(false);
    else if (BLOCKS.has(name)) this.#break(this.#lists.length === 0);
  }

  end(): HtmlText {
    if (this.#table) this.#endTable();
    if (this.#code) this.#endCode();
    this.#break(false);
    const title = this.#title?.replace(/\s+/g, " ").trim().slice(0, 200).toWellFormed();
    return { markdown: `${this.#lines.join("\n").trim()}\n`, title: title || null };
  }

  #write(text: string): void {
    const plain = text.replace(/[\s\u00a0]+/g, " ");
    this.#line += this.#line === "" || this.#line.endsWith(" ") ? plain.trimStart() : plain;
  }

  /** Ends the line; `paragraph`: an empty one follows. */
  #break(paragraph: boolean): void {
    const text = this.#line.trim();
    this.#line = "";
    if (text !== "") {
      const quote = "> ".repeat(Math.min(this.#quotes, DEEPEST));
      const depth = Math.min(this.#lists.length, DEEPEST);
      const indent = depth === 0 ? "" : "  ".repeat(depth - 1) + (this.#bullet ?? "  ");
      this.#bullet = null;
      this.#lines.push(quote + indent + (this.#heading > 0 ? text : literal(text)));
    }
    if (paragraph) this.#blank();
  }

  #blank(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== "") this.#lines.push("");
  }

  #endCode(): void {
    const lines = (this.#code ?? []).join("").split(/\r\n|\r|\n/);
    this.#code = null;
    while (lines.at(-1)?.trim() === "") lines.pop();
    while (lines[0]?.trim() === "") lines.shift();
    if (lines.length > 0) {
      // Longer than any fence within.
      const fence = "`".repeat(
        Math.max(3, ...lines.map((line) => (/^ {0,3}(`+)/.exec(line)?.[1]?.length ?? 0) + 1)),
      );
      // One by one: a spread of a million lines would be more than a call can take.
      this.#lines.push(fence);
      for (const line of lines) this.#lines.push(line);
      this.#lines.push(fence);
    }
    this.#blank();
  }

  #openInTable(name: string): void {
    const table = this.#table;
    if (!table) return;
    if (name === "tr") {
      this.#endRow(table);
      table.row = [];
    } else if (name === "td" || name === "th") {
      table.row ??= [];
      table.row.push("");
      table.cell = true;
    } else if (BLOCKS.has(name) || name === "br" || name === "li") this.#cellText(" ");
  }

  #cellText(text: string): void {
    const row = this.#table?.row;
    if (!row || row.length === 0) return;
    const last = row.length - 1;
    const before = row[last] ?? "";
    const plain = text.replace(/[\s\u00a0]+/g, " ");
    row[last] = before + (before === "" || before.endsWith(" ") ? plain.trimStart() : plain);
  }

  #closeInTable(name: string): void {
    const table = this.#table;
    if (!table) return;
    if (name === "td" || name === "th") table.cell = false;
    else if (name === "tr") this.#endRow(table);
    else if (name === "table") this.#endTable();
    else if (BLOCKS.has(name) || /^h[1-6]$/.test(name) || name === "li") this.#cellText(" ");
  }

  #endRow(table: Table): void {
    if (table.row && table.row.some((cell) => cell.trim() !== "")) table.rows.push(table.row);
    table.row = null;
  }

  #endTable(): void {
    const table = this.#table;
    this.#table = null;
    if (!table) return;
    this.#endRow(table);
    let columns = 0;
    for (const row of table.rows) columns = Math.max(columns, row.length);
    if (columns === 1) {
      // A table of one column only places things.
      for (const row of table.rows) {
        this.#line = row[0] ?? "";
        this.#break(true);
      }
      return;
    }
    table.rows.forEach((row, at) => {
      const cells = Array.from({ length: columns }, (_, column) =>
        (row[column] ?? "").trim().replaceAll("|", "\\|"),
      );
      this.#lines.push(`| ${cells.join(" | ")} |`);
      if (at === 0) this.#lines.push(`|${" --- |".repeat(columns)}`);
    });
    this.#blank();
  }
}

/** What would begin a heading or a fence in Markdown, and is only text. */
function literal(text: string): string {
  return /^(?:#{1,6}\s|```|~~~)/.test(text) ? `\\${text}` : text;
}

/** An address of the web, cut short; null for any other link. */
function webAddress(href: string | undefined): string | null {
  return href !== undefined && /^https?:\/\/\S+$/i.test(href) && href.length <= 500 ? href : null;
}
