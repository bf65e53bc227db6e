import { openingsLimiter } from "./shallow-openings.ts";

/** Lists, quotations and the like within each other. */
export const MOST_LEVELS = 30;

/** What a line of Markdown opens before its words: quotations, items of lists, notes; and one such mark. */
const OPENINGS = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)]|\[\^[^\]\s]{1,99}\]:)(?=[ \t])))+/gmu;
const OPENING = /([ \t]*)(>|[-*+]|\d{1,9}[.)]|\[\^[^\]\s]{1,99}\]:)/gu;

/** What code stands between: such a line, and one of the same sign, at least as many of it. */
const FENCE = /^(?:(`{3,})[^`]*|(~{3,}).*)$/u;
/** A line after which fences further down may be none: they stand in something else, or in HTML. */
const UNSURE = /`{3}|~{3}|^[ \t>]*</u;

/**
 * Markdown whose lists, quotations and notes lie no more than {@link MOST_LEVELS} within each other, and whose emphasis and links not much
 * more than that: what would open one deeper is words. Every level is a call to those who read it, and thousands of them take a parser
 * minutes. Code between fences at the very left stays as it is. (Other code is not told apart here: where it is deep, it shows
 * backslashes.)
 */
export function shallowMarkdown(text: string): string {
  let fence = "";
  let sure = true;
  const limited = openingsLimiter();
  const shallow = (line: string) => {
    if (fence !== "") {
      const end = /^ {0,3}(`+|~+)[ \t]*$/u.exec(line)?.[1] ?? "";
      if (end.startsWith(fence)) fence = "";
      return line;
    }
    const [, ticks, waves] = (sure && FENCE.exec(line)) || [];
    fence = ticks ?? waves ?? "";
    if (fence !== "") return line;
    sure &&= !UNSURE.test(line);
    return limited(shallowBlocks(line));
  };
  // Every other part is what ends a line.
  return text
    .split(/(\r\n|\r|\n)/u)
    .map((part, nth) => (nth % 2 === 0 ? shallow(part) : part))
    .join("");
}

function shallowBlocks(line: string): string {
  return line.replaceAll(OPENINGS, (openings: string) => {
    let [quotations, columns, before] = [0, 0, ""];
    for (const { 0: opening, 1: space = "", 2: mark = "", index } of openings.matchAll(OPENING)) {
      columns += space.replaceAll("\t", "    ").length + mark.length;
      // The space after its mark is a quotation's own.
      if (before === ">" && space !== "") columns--;
      before = mark;
      if (mark === ">") quotations++;
      // An item's words stand two columns to the right of what it lies in, or more.
      const levels = quotations + Math.ceil((columns - quotations) / 2);
      if (levels <= MOST_LEVELS) continue;
      const at = index + opening.length;
      const escaped = mark.startsWith("[") ? at - mark.length : at - 1;
      return `${openings.slice(0, escaped)}\\${openings.slice(escaped)}`;
    }
    return openings;
  });
}
