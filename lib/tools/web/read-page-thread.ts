import { parentPort, workerData } from "node:worker_threads";
import { Readability } from "@mozilla/readability";
// In one file, where the package itself has two hundred, which take a hundred milliseconds more to load.
import { parseHTML } from "linkedom/worker";
import Turndown from "turndown";
import type { PageSource, ReadPage } from "./page-messages.ts";
import { measure, plainText } from "./page-text.ts";

/**
 * The thread that reads one page and ends. It is a thread because the libraries can be made to compute for very long by a small page
 * (22 kB of nested elements: 25 s), which nothing but ending it stops.
 */

/** Beyond this the libraries take time by the square of it, and their recursion ends in an error. */
const TANGLED = { elements: 20_000, depth: 120 };

const MOST_LINKS = 200;
const LONGEST_LINE = 300;

function readPage({ html, url, plain }: PageSource): ReadPage {
  const document = parsePage(html);
  const root = document.documentElement;
  const { elements, depth } = measure(root);
  const language = oneLine(root.getAttribute("lang"));
  const title = oneLine(document.querySelector("title")?.textContent);
  if (plain || elements > TANGLED.elements || depth > TANGLED.depth) {
    return { title, byline: null, published: null, language, text: plainText(root), links: [] };
  }
  const base = baseOf(document, url);
  for (const element of document.querySelectorAll(
    "script, style, template, iframe, object, embed, svg, form, img, picture, video, audio",
  )) {
    element.remove();
  }
  resolveLinks(document, base);
  // It takes the document apart, and finds no article on a page of lists or on a very short one.
  const body = document.body.cloneNode(true) as Element;
  const article = new Readability(document).parse();
  const content = article?.content
    ? parseHTML(`<html><body>${article.content}</body></html>`).document.body
    : body;
  return {
    title: oneLine(article?.title) ?? title,
    byline: oneLine(article?.byline),
    published: oneLine(article?.publishedTime),
    language: oneLine(article?.lang) ?? language,
    text: markdownOf(content) || plainText(body),
    links: linksOf(content),
  };
}

/** A page as a document with a body. The parser makes up nothing that a page leaves out, as browsers do. */
function parsePage(html: string): Document {
  const { document } = parseHTML(html);
  const root = document.documentElement as Element | null;
  const body = [...(root?.children ?? [])].find(({ nodeName }) => nodeName === "BODY");
  if (root?.nodeName === "HTML" && body?.firstChild) return document;
  const inside = html.replace(/<(\/?(html|head|body)\b|!doctype\b)[^>]*>/gi, "");
  const title = /<title\b[^>]*>[^<]*<\/title\s*>/i.exec(inside)?.[0] ?? "";
  return parseHTML(`<html><head>${title}</head><body>${inside.replace(title, "")}</body></html>`).document;
}

/** What links are relative to; a page may say so itself, for addresses of the web only. */
function baseOf(document: Document, url: string): string {
  const base = URL.parse(document.querySelector("base[href]")?.getAttribute("href") ?? "", url);
  return base && /^https?:$/.test(base.protocol) ? base.href : url;
}

/** Makes links whole addresses of the web, and plain text of all others. */
function resolveLinks(document: Document, base: string): void {
  for (const link of document.querySelectorAll("a[href]")) {
    const url = URL.parse(link.getAttribute("href") ?? "", base);
    if (url && /^https?:$/.test(url.protocol)) link.setAttribute("href", url.href);
    else link.removeAttribute("href");
  }
}

function markdownOf(content: Element): string {
  const turndown = new Turndown({ headingStyle: "atx", codeBlockStyle: "fenced", bulletListMarker: "-" });
  turndown.addRule("table", { filter: "table", replacement: (_text, table) => tableOf(table) });
  return turndown.turndown(content as HTMLElement).trim();
}

/** A table with its cells' plain text; of one that only arranges a page, each cell is a line of its own. */
function tableOf(table: Element): string {
  const rows = [...table.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map((cell) => (cell.textContent ?? "").replace(/\s+/g, " ").trim()),
  );
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (columns < 2 || rows.length < 2 || table.querySelector("table, h1, h2, h3, p + p")) {
    return `\n\n${plainText(table)}\n\n`;
  }
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: columns }, (_, i) => (cells[i] ?? "").replaceAll("|", "\\|")).join(" | ")} |`;
  const [header = [], ...body] = rows.map(line);
  return `\n\n${[header, line(Array<string>(columns).fill("---")), ...body].join("\n")}\n\n`;
}

function linksOf(content: Element): ReadPage["links"] {
  const links = new Map<string, string>();
  for (const link of content.querySelectorAll("a[href]")) {
    const text = oneLine(link.textContent);
    const url = link.getAttribute("href") ?? "";
    if (text !== null && !links.has(url)) links.set(url, text);
    if (links.size === MOST_LINKS) break;
  }
  return [...links].map(([url, text]) => ({ text, url }));
}

function oneLine(text: string | null | undefined): string | null {
  const line = (text ?? "")
    .slice(0, 10_000)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST_LINE)
    .toWellFormed();
  return line === "" ? null : line;
}

// No schema checks what our own side gives: the library of schemas would take a sixth of the time that a page takes.
parentPort?.postMessage(readPage(workerData as PageSource), []);
