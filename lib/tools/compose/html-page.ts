import type { AlignType, Nodes, Root, Table } from "mdast";
import { escapeHtml } from "../text/escape-html.ts";
import type { ExportJob } from "./export-io.ts";

/** Lists and quotations within each other; what is deeper stands as plain text. */
const MOST_LEVELS = 20;

const STYLE = `
:root { color-scheme: light dark; --line: #d4d4d8; --quiet: #52525b; --back: #fff; --text: #18181b }
@media (prefers-color-scheme: dark) { :root { --line: #3f3f46; --quiet: #a1a1aa; --back: #18181b; --text: #fafafa } }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1rem 4rem; font: 1rem/1.6 system-ui, sans-serif; color: var(--text);
  background: var(--back) }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2em 0 .6em }
h1 { font-size: 2rem; margin-top: 0 }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .25rem }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--quiet) }
.table { overflow-x: auto }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; white-space: pre-wrap }
figure { margin: 1.5rem 0 } figure img { max-width: 100%; height: auto; background: #fff } figcaption { color: var(--quiet) }
hr { border: 0; border-top: 1px solid var(--line) }
@media print { body { max-width: none; padding: 0 } }`;

/**
 * A document as an HTML page that stands alone: its style and pictures are in it, it loads nothing, runs nothing and links to
 * nothing. Whatever the Markdown holds beside text and its marks is shown as text.
 */
export function htmlPage(root: Root, { title, pictures }: Pick<ExportJob, "title" | "pictures">): string {
  const svgs = new Map(pictures.map(({ name, svg }) => [name, svg]));
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
${root.children.map((node) => write(node, svgs, MOST_LEVELS)).join("\n")}
</main>
</body>
</html>
`;
}

type Pictures = ReadonlyMap<string, string>;

function write(node: Nodes, svgs: Pictures, levels: number): string {
  if (levels === 0) return escapeHtml(plainText(node));
  const inner = () =>
    "children" in node ? node.children.map((each) => write(each, svgs, levels - 1)).join("") : "";
  switch (node.type) {
    case "text":
      return escapeHtml(node.value);
    case "paragraph": {
      const [only] = node.children;
      const alone = node.children.length === 1 && only?.type === "image";
      return alone ? inner() : `<p>${inner()}</p>`;
    }
    case "heading":
      return `<h${node.depth}>${inner()}</h${node.depth}>`;
    case "strong":
      return `<strong>${inner()}</strong>`;
    case "emphasis":
      return `<em>${inner()}</em>`;
    case "delete":
      return `<del>${inner()}</del>`;
    case "inlineCode":
      return `<code>${escapeHtml(node.value)}</code>`;
    case "code":
      return `<pre><code>${escapeHtml(node.value)}</code></pre>`;
    case "break":
      return "<br>";
    case "thematicBreak":
      return "<hr>";
    case "blockquote":
      return `<blockquote>${inner()}</blockquote>`;
    case "list":
      return node.ordered ? `<ol start="${node.start ?? 1}">${inner()}</ol>` : `<ul>${inner()}</ul>`;
    case "listItem":
      return `<li>${inner()}</li>`;
    case "table":
      return writeTable(node, svgs, levels);
    case "image":
      return writePicture(svgs.get(node.url), node.alt ?? "");
    case "link":
      return inner();
    default:
      return "value" in node ? escapeHtml(node.value) : inner();
  }
}

function writeTable({ align, children }: Table, svgs: Pictures, levels: number): string {
  const style = (at: number) => alignment(align?.[at]);
  const rows = children.map((row, place) => {
    const tag = place === 0 ? "th" : "td";
    const cells = row.children.map((cell, at) => {
      const content = cell.children.map((each) => write(each, svgs, levels - 1)).join("");
      return `<${tag}${tag === "th" ? ' scope="col"' : ""}${style(at)}>${content}</${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<div class="table"><table><thead>${rows[0] ?? ""}</thead><tbody>${rows.slice(1).join("\n")}</tbody></table></div>`;
}

function alignment(align: AlignType | undefined): string {
  return align ? ` style="text-align: ${align}"` : "";
}

/** As a picture's source an SVG can run nothing, whatever stands in it. */
function writePicture(svg: string | undefined, alt: string): string {
  if (svg === undefined) return escapeHtml(alt);
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  return `<figure><img src="${source}" alt="${escapeHtml(alt)}"><figcaption>${escapeHtml(alt)}</figcaption></figure>`;
}

/** The words of a part of a document, without its marks. */
export function plainText(node: Nodes): string {
  const words: string[] = [];
  const open: Nodes[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if ("value" in next) words.push(next.value);
    else if (next.type === "image") words.push(next.alt ?? "");
    else if ("children" in next) open.push(...next.children.toReversed());
  }
  return words.join(" ");
}
