import { withSpelling } from "./connectives.ts";
import { expandContractions } from "./finite.ts";
import { mask } from "./fragments.ts";
import { firstWithSteps, isNarrated } from "./aims.ts";
import { readListSteps } from "./list-steps.ts";
import type { Part } from "./parts.ts";
import { Reader } from "./reader.ts";
import { takenApart } from "./read-sentence.ts";
import { splitSentences } from "./sentences.ts";
import type { StepOutline } from "./step-graph.ts";

/** More than a person writes; what comes after them is not read. */
const MOST_SENTENCES = 300;
const NONE: StepOutline = { steps: [], dependencies: [] };
const JOINS =
  /\b(?:both|all (?:two|three|four|five|of (?:it|that|this|them|these))|all (?:that|this) |everything|these (?:two|three|four)|those two|the (?:two|three|four)\b|none of (?:these|them)|neither|do(?:es)? not depend|don't depend|separate things|in any order|same (?:week|day|time)|independent(?:ly)?)\b/i;

/**
 * The steps that a goal spells out, in order of mention, with exact dependencies; empty when it spells out none.
 * The overall aim, limits, dates, the audience and what merely happens are no steps.
 * @param spans where dates and amounts stand, so that they are never taken apart
 */
export function readExplicitSteps(
  text: string,
  spans: readonly { start: number; end: number }[],
): StepOutline {
  const masked = expandContractions(withSpelling(mask(text, spans).replace(/[^\S\n]+/g, " ")));
  const list = readListSteps(masked);
  if (list !== null) return list;
  const sentences = splitSentences(masked).slice(0, MOST_SENTENCES).map(takenApart);
  const from = firstWithSteps(sentences);
  const reader = new Reader();
  const narrated = isNarrated(sentences.slice(from));
  let marked = false;
  sentences.forEach((sentence, index) => {
    if (sentence.aim !== undefined) reader.about(sentence.aim);
    if (index < from) {
      reader.remark(sentence.text);
      reader.about(sentence.text);
      return;
    }
    if (sentence.topic !== "") reader.about(sentence.topic);
    const relate = () => {
      for (const relation of sentence.relations) marked = reader.relate(relation) || marked;
    };
    if (sentence.first) relate();
    marked ||= sentence.parts.some(
      (part) => part.kind === "sub" || part.orders.length + part.trailing.length > 0,
    );
    reader.read(sentence.parts, {
      joined: JOINS.test(expandContractions(sentences[index + 1]?.text ?? "")) || joinsLater(sentence.parts),
      glued: sentence.glued === true,
      chain: false,
      narrated,
      numbered: () => [],
    });
    if (!sentence.first) relate();
  });
  const outline = withContractions(reader.outline(), text);
  const many =
    outline.steps.length >= 3 || (outline.steps.length === 2 && (marked || outline.dependencies.length > 0));
  return many ? outline : NONE;
}

/** Titles say "doesn't" where the goal does. */
function withContractions(outline: StepOutline, text: string): StepOutline {
  const found = [...new Set(text.match(/\b\p{L}+n['’]t\b/giu) ?? [])];
  const short = (words: string) =>
    found.reduce(
      (said, one) => said.replace(new RegExp(`\\b${expandContractions(one)}\\b`, "i"), one),
      words,
    );
  return found.length === 0
    ? outline
    : { ...outline, steps: outline.steps.map(({ title, words }) => ({ title: short(title), words })) };
}

function joinsLater(parts: readonly Part[]): boolean {
  return parts.some(
    (part, index) => index > 1 && part.kind === "sub" && JOINS.test(expandContractions(part.texts.join(" "))),
  );
}
