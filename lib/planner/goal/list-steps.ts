import { bare, unmask } from "./fragments.ts";
import { StepGraph } from "./step-graph.ts";
import type { StepOutline } from "./step-graph.ts";

const NUMBERED = /^\s*(?:step\s+)?(\d{1,2})\s*[.):]\s+(.+)$/i;
const BULLET = /^\s*[-*•]\s+(.+)$/;
const PARALLEL = /\b(?:in parallel|at the same time|simultaneously|meanwhile)\b/i;

type Item = { number: number | null; text: string };

/**
 * Steps given as a list. A numbered list is a chain; an item may name others instead ("after 1 and 2", "depends on step 1") or
 * run beside the one before ("in parallel", "meanwhile"). Bullets have no order unless what stands above calls them steps.
 */
export function readListSteps(text: string): StepOutline | null {
  const lines = breakInline(text).split("\n");
  const items: Item[] = [];
  let above = "";
  for (const row of lines) {
    const numbered = NUMBERED.exec(row);
    const bullet = BULLET.exec(row);
    if (numbered) items.push({ number: Number(numbered[1]), text: numbered[2] ?? "" });
    else if (bullet) items.push({ number: null, text: bullet[1] ?? "" });
    else if (items.length === 0) above += `${row}\n`;
  }
  if (items.length < 2) return null;
  const graph = new StepGraph();
  const chain =
    items.some((item) => item.number !== null) ||
    /\b(?:steps|in (?:this )?order|phases|sequence|process)\b/i.test(above);
  const parallel = PARALLEL.test(above);
  const byNumber = new Map<number, number>();
  let before: number[] = [];
  let current: number[] = [];
  for (const item of items) {
    const references = referencesOf(item.text);
    // What follows the first sentence of an item explains it, or belongs to the goal.
    const [sentence = ""] = withoutOrder(item.text).split(/(?<=[.!?])\s+(?=\p{Lu})/u);
    const words = unmask(bare(sentence));
    if (words === "") continue;
    const index = graph.step(words);
    if (item.number !== null) byNumber.set(item.number, index);
    const named = references.map((number) => byNumber.get(number)).filter((one) => one !== undefined);
    if (named.length > 0) {
      graph.connect(named, [index]);
      [before, current] = [named, [index]];
    } else if (PARALLEL.test(item.text)) {
      graph.connect(before, [index]);
      current = [...current, index];
    } else if ((chain || /^\s*(?:then|after that|finally|lastly|next)\b/i.test(item.text)) && !parallel) {
      graph.connect(current, [index]);
      [before, current] = [current, [index]];
    } else current = [...current, index];
  }
  return graph.steps.length >= 2 ? graph.outline() : null;
}

/** "1) do this 2) do that" on one line becomes two lines. */
function breakInline(text: string): string {
  const numbers = [...text.matchAll(/(?:^|[\s;,:])(?:step\s+)?(\d{1,2})[.):]\s+(?=\p{L})/giu)].map((match) =>
    Number(match[1]),
  );
  const counting = numbers.length >= 2 && numbers.every((number, index) => number === index + 1);
  if (!counting) return text;
  return text.replace(/(^|[\s;,:])((?:step\s+)?\d{1,2}[.):]\s+(?=\p{L}))/giu, "$1\n$2");
}

const REFERENCE =
  /\b(?:after|depends? on|depending on|needs?|requires?|once)\s+(?:steps?\s+|items?\s+|no\.?\s*)?#?(\d{1,2}(?:\s*(?:,|and|&)\s*(?:steps?\s+)?#?\d{1,2})*)\b/gi;

function referencesOf(text: string): number[] {
  return [...text.matchAll(REFERENCE)].flatMap((match) => (match[1] ?? "").match(/\d+/g) ?? []).map(Number);
}

function withoutOrder(text: string): string {
  return text
    .replace(new RegExp(`[,;]?\\s*\\(?${REFERENCE.source}(?:\\s+(?:is|are)\\s+\\w+)?\\)?`, "gi"), "")
    .replace(/\(?\b(?:in parallel(?: with[^,.;)]*)?|at the same time|simultaneously|meanwhile)\b\)?,?/gi, "")
    .replace(/^\s*(?:first|then|after that|finally|lastly|next)\b,?\s*/i, "")
    .replace(/\s*[-–—:]\s*$/u, "");
}
