import { z } from "zod";
import { linesOf } from "#lib/knowledge/chunk-document.ts";
import { wordsOf } from "./words.ts";

/** What the checks by rules look for. */
export type TextRules = {
  required: readonly string[];
  forbidden: readonly string[];
  minWords: number | null;
  maxWords: number | null;
  minReadingEase: number | null;
};

export const TextFinding = z.object({
  rule: z.enum(["required", "forbidden", "length", "reading", "rubric"]),
  message: z.string().describe("What is not right, and what to do about it"),
  line: z.number().int().nullable().describe("Line of the text, where there is one"),
});
export type TextFinding = z.infer<typeof TextFinding>;

export const TextFigures = z.object({
  characters: z.number().int(),
  words: z.number().int(),
  sentences: z.number().int(),
  wordsPerSentence: z.number().nullable(),
  readingEase: z
    .number()
    .nullable()
    .describe("Flesch reading ease of English: 60 to 70 is plain, under 30 hard; null without a sentence"),
});
export type TextFigures = z.infer<typeof TextFigures>;

/** Findings of one term that are named. */
const MOST_LINES = 5;

/** Checks a text by rules alone: what must and must not be in it, its length and how hard it is to read. */
export function checkByRules(
  text: string,
  rules: TextRules,
): { findings: TextFinding[]; figures: TextFigures } {
  const figures = figuresOf(text);
  const lines = linesOf(text).map(spaced);
  const whole = spaced(text);
  const findings: TextFinding[] = [];
  for (const part of rules.required) {
    if (!whole.includes(spaced(part))) {
      findings.push({ rule: "required", message: `“${part}” must be in the text, and is not.`, line: null });
    }
  }
  for (const term of rules.forbidden) {
    const words = spaced(term);
    if (words.trim() === "") continue;
    const at = lines.flatMap((line, index) => (line.includes(words) ? [index + 1] : []));
    for (const line of at.slice(0, MOST_LINES)) {
      findings.push({
        rule: "forbidden",
        message: `“${term}” must not be in the text. Take it out of line ${line}.`,
        line,
      });
    }
    if (at.length === 0 && whole.includes(words)) {
      findings.push({ rule: "forbidden", message: `“${term}” must not be in the text.`, line: null });
    }
  }
  findings.push(...measure(figures, rules));
  return { findings, figures };
}

function measure({ words, readingEase }: TextFigures, rules: TextRules): TextFinding[] {
  const findings: TextFinding[] = [];
  const { minWords, maxWords, minReadingEase } = rules;
  const say = (rule: TextFinding["rule"], message: string) => findings.push({ rule, message, line: null });
  if (minWords !== null && words < minWords)
    say("length", `It has ${words} words, and must have ${minWords} or more.`);
  if (maxWords !== null && words > maxWords)
    say("length", `It has ${words} words, and may have ${maxWords} at most.`);
  if (minReadingEase !== null && readingEase !== null && readingEase < minReadingEase) {
    say(
      "reading",
      `Its reading ease is ${readingEase}, and must be ${minReadingEase} or more. Shorter sentences and words make it easier.`,
    );
  }
  return findings;
}

/** The words of a text between single blanks, so that a term is found where it stands as whole words, however it is set. */
function spaced(text: string): string {
  return ` ${wordsOf(text).join(" ")} `;
}

function figuresOf(text: string): TextFigures {
  const words = wordsOf(text);
  const sentences =
    words.length === 0 ? 0 : Math.max(1, text.match(/[.!?…](?=["”’)\]*_]{0,3}(?:\s|$))/g)?.length ?? 0);
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0);
  const one = (value: number) => Math.round(value * 10) / 10;
  const perSentence = sentences === 0 ? null : words.length / sentences;
  return {
    characters: text.length,
    words: words.length,
    sentences,
    wordsPerSentence: perSentence === null ? null : one(perSentence),
    readingEase:
      perSentence === null ? null : one(206.835 - 1.015 * perSentence - 84.6 * (syllables / words.length)),
  };
}

/** Syllables of an English word, by its groups of vowels: right for about nine words in ten, which is what the measure was made for. */
function syllablesIn(word: string): number {
  const groups = word
    .replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, "")
    .replace(/^y/, "")
    .match(/[aeiouy]{1,2}/g);
  return Math.max(1, groups?.length ?? 1);
}
