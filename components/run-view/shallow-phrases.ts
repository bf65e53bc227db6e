import { MOST_LEVELS } from "#lib/domain/shallow-markdown.ts";

/** A part of a Markdown document as its parser gives it. */
type Part = { type: string; value?: string; children?: Part[] };

const PHRASES: ReadonlySet<string> = new Set(["emphasis", "strong", "delete", "link", "linkReference"]);

/**
 * A plugin for Markdown that leaves emphasis within emphasis, and what else words may lie in, no deeper than {@link MOST_LEVELS}: what is
 * deeper is the words alone. Whoever shows the document calls itself for every level.
 */
export function shallowPhrases(): (document: Part) => void {
  const walk = (part: Part, levels: number) => {
    if (levels === 0) {
      part.children = [{ type: "text", value: wordsIn(part) }];
      return;
    }
    for (const each of part.children ?? []) walk(each, PHRASES.has(each.type) ? levels - 1 : levels);
  };
  return (document) => walk(document, MOST_LEVELS);
}

/** The words in a part, however deep: without a call for each level. */
function wordsIn(part: Part): string {
  let words = "";
  const rest = [part];
  for (let next = rest.pop(); next; next = rest.pop()) {
    words += next.value ?? "";
    for (const child of (next.children ?? []).toReversed()) rest.push(child);
  }
  return words;
}
