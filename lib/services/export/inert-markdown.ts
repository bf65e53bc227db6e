import type { BlockContent, Node, Parents, PhrasingContent, Root, RootContent } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkStringify from "remark-stringify";
import { unified } from "unified";
import { MOST_LEVELS, shallowMarkdown } from "#lib/domain/shallow-markdown.ts";

const reader = unified().use(remarkParse).use(remarkGfm).freeze();
const writer = unified()
  .use(remarkGfm)
  .use(remarkStringify, { bullet: "-", fences: true, rule: "-", resourceLink: true })
  .freeze();

/** What readers of Markdown make a link of by themselves, escaped or not. */
const ADDRESS = /(?:https?:\/\/|www\.)\S*|[-.\w+]+@[-\w]+(?:\.[-\w]+)+/giu;

/** Text as it may stand in a document: addresses in it are code. */
export function inertText(value: string): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let from = 0;
  for (const { 0: address, index } of value.matchAll(ADDRESS)) {
    if (index > from) parts.push({ type: "text", value: value.slice(from, index) });
    parts.push({ type: "inlineCode", value: address });
    from = index + address.length;
  }
  if (from < value.length) parts.push({ type: "text", value: value.slice(from) });
  return apart(parts);
}

/** With a space between pieces of code, whose signs would be read as one another's. */
function apart(parts: readonly PhrasingContent[]): PhrasingContent[] {
  return parts.flatMap((part, at) =>
    part.type === "inlineCode" && parts[at - 1]?.type === "inlineCode"
      ? [{ type: "text", value: " " }, part]
      : [part],
  );
}

/** A tree as Markdown. Everything in its texts that would be more than text is escaped. */
export function writeMarkdown(children: RootContent[]): string {
  return writer.stringify({ type: "root", children });
}

/** The level of the heading in a report that such a text stands under: its own headings are below. */
const UNDER = 3;

/**
 * What a Markdown text of a tool or model says, as a tree in which nothing acts wherever it is shown: no HTML, no pictures that would be
 * fetched, no links. An address stands beside its words as code, to be copied by who wants it.
 */
export function inertMarkdown(text: string): BlockContent[] {
  const root: Root = reader.parse(shallowMarkdown(text));
  return root.children.flatMap((node) => blocks(node, MOST_LEVELS));
}

function blocks(node: Node, levels: number): BlockContent[] {
  const block = node as RootContent;
  if (levels === 0) return textBlock(plainText(node));
  switch (block.type) {
    case "paragraph":
      return [{ type: "paragraph", children: phrases(block, levels) }];
    case "heading": {
      const depth = Math.min(6, block.depth + UNDER);
      return [{ type: "heading", depth: depth as 6, children: phrases(block, levels) }];
    }
    case "blockquote":
      return [{ type: "blockquote", children: inside(block, levels) }];
    case "list": {
      const children = block.children.map((item) => ({ ...item, children: inside(item, levels) }));
      return [{ ...block, children }];
    }
    case "table": {
      const children = block.children.map((row) => ({
        ...row,
        children: row.children.map((cell) => ({ ...cell, children: phrases(cell, levels) })),
      }));
      return [{ ...block, children }];
    }
    case "code":
      return [{ type: "code", value: block.value }];
    case "thematicBreak":
      return [{ type: "thematicBreak" }];
    case "html":
      return textBlock(block.value);
    case "footnoteDefinition":
      return inside(block, levels);
    default:
      return [];
  }
}

function inside(node: Parents, levels: number): BlockContent[] {
  return node.children.flatMap((each) => blocks(each, levels - 1));
}

function textBlock(value: string): BlockContent[] {
  return value.trim() === "" ? [] : [{ type: "paragraph", children: inertText(value) }];
}

function phrases(node: Parents, levels: number): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  for (const part of node.children.flatMap((each) => phrase(each, levels - 1))) {
    const last = parts.at(-1);
    // Texts beside each other are one when they are written.
    if (part.type === "text" && last?.type === "text") last.value += part.value;
    else parts.push(part);
  }
  return apart(parts.flatMap((part) => (part.type === "text" ? inertText(part.value) : [part])));
}

function phrase(node: Node, levels: number): PhrasingContent[] {
  const part = node as PhrasingContent;
  if (levels <= 0) return [{ type: "text", value: plainText(node) }];
  switch (part.type) {
    case "text":
      return [{ type: "text", value: part.value }];
    case "inlineCode":
      return [{ type: "inlineCode", value: part.value }];
    case "strong":
    case "emphasis":
    case "delete":
      return [{ ...part, children: phrases(part, levels) }];
    case "break":
      return [{ type: "break" }];
    case "html":
      return [{ type: "text", value: part.value }];
    case "image":
    case "imageReference":
      return [{ type: "text", value: `[Image: ${part.alt || "without a description"}]` }];
    case "link": {
      const words = plainText(part);
      const address: PhrasingContent = { type: "inlineCode", value: part.url };
      if (words === part.url || part.url === `mailto:${words}`) return [{ type: "inlineCode", value: words }];
      return [...phrases(part, levels), { type: "text", value: " (" }, address, { type: "text", value: ")" }];
    }
    case "linkReference":
      return phrases(part, levels);
    case "footnoteReference":
      return [{ type: "text", value: `[${part.label ?? part.identifier}]` }];
    default:
      return [];
  }
}

/** The words of a node, without their marks. */
function plainText(node: Node): string {
  const words: string[] = [];
  const rest: Node[] = [node];
  for (let next = rest.pop(); next; next = rest.pop()) {
    if ("value" in next && typeof next.value === "string") words.push(next.value);
    if ("children" in next && Array.isArray(next.children))
      rest.push(...(next.children as Node[]).toReversed());
  }
  return words.join("");
}
