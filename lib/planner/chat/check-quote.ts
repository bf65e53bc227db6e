import type { Step } from "#lib/domain/step.ts";
import { stems } from "../goal/words.ts";

/** Words that mean steps without naming them: "make everything optional", "remove the last two". */
const COLLECTIVE =
  /\b(?:all|any|every(?:thing|one)?|each|both|last|first|second|third|rest|others?|steps|two|three|four|five|whole|final)\b/i;

/** With these a quote may name other steps than those it is about: "all but the report", "everything after the copy". */
const RELATION =
  /\b(?:but|except(?: for)?|without|besides|other than|apart from|before|after|behind|below|above|following|until|up to|between)\b/i;

/** Words for what was spoken of before. */
const PRONOUN = /\b(?:it|its|this|that|them|they|these|those|one)\b/i;

/** Verbs of instructions and polite words: a quote of nothing else names no step. */
const EMPTY =
  /\b(?:please|can|could|would|will|you|also|and|or|then|but|now|just|the|an?|of|to|from|in|on|at|for|with|before|after|between|add|insert|include|remove|drop|delete|skip|move|put|place|rename|call|change|update|edit|make|set|use|connect|disconnect|link|unlink|let|wait|depend|optional|required|not|no|longer|do|is|be|i|we|want|need|like|steps?|plan)\b/gi;

/** What the words of a quote may be about. */
export type QuoteSource = {
  /** The person's message, and the planner's last question when the message answers it. */
  texts: readonly string[];
  /** The plan's steps, by which a quote may name another step than the one that is to change. */
  steps: readonly Step[];
  /** Whether something was said before, that "it" may mean. */
  goesOn: boolean;
};

const flat = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[“”«»"'‘’`]/g, "")
    .replace(/\s+/g, " ")
    .trim();

/**
 * Checks the words by which a model says that a person asked for a change. They must stand in the message; be about something; and
 * not plainly name another step than the one that is to change.
 * @param step the step that is to change; null for one that is to be added
 * @returns a sentence saying what is wrong with them, or null
 */
export function checkQuote(
  quote: string,
  step: Step | null,
  { texts, steps, goesOn }: QuoteSource,
): string | null {
  const words = flat(quote);
  const about = step === null ? "this" : `"${step.title}" (${step.id})`;
  if (words === "" || !texts.some((text) => within(flat(text), words))) {
    return `The message does not say "${quote.slice(0, 200)}", which you quote for ${about}. Quote its own words, or leave the step alone.`;
  }
  const named = step === null ? new Set<string>() : naming(words, steps);
  if (step !== null && named.size > 0) {
    const apart = COLLECTIVE.test(words) && RELATION.test(words);
    return named.has(step.id) || apart
      ? null
      : `The words "${quote}" do not name ${about}, but another step.`;
  }
  if (COLLECTIVE.test(words) || (goesOn && PRONOUN.test(words))) return null;
  const rest = words.replace(EMPTY, "").replace(new RegExp(PRONOUN, "gi"), "");
  if (/[\p{L}\p{N}]/u.test(rest)) return null;
  return `The words "${quote}" name no step. Quote the words that name ${about}.`;
}

/** Whether words stand in a text as whole words. */
function within(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + words.length)];
    if (![before, after].some((character) => /[\p{L}\p{N}]/u.test(character))) return true;
  }
  return false;
}

/** The steps of which a quote says some word of the title. */
function naming(words: string, steps: readonly Step[]): Set<string> {
  const said = stems(words.replace(EMPTY, " "));
  return new Set(
    steps.filter(({ title }) => [...stems(title)].some((stem) => said.has(stem))).map(({ id }) => id),
  );
}
