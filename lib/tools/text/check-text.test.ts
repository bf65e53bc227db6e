import { describe, expect, test } from "vitest";
import { checkByRules, type TextRules } from "./check-text.ts";

const NO_RULES: TextRules = {
  required: [],
  forbidden: [],
  minWords: null,
  maxWords: null,
  minReadingEase: null,
};
const findings = (text: string, rules: Partial<TextRules>) =>
  checkByRules(text, { ...NO_RULES, ...rules }).findings;

describe("rules", () => {
  test("what must be there is found whole, however it is set", () => {
    const text = "## Next steps\n\nWe **refill**\nbottles.";
    expect(findings(text, { required: ["next STEPS", "refill bottles"] })).toEqual([]);
    expect(findings(text, { required: ["fill", "prices"] })).toMatchObject([
      { rule: "required", message: "“fill” must be in the text, and is not." },
      { rule: "required", message: "“prices” must be in the text, and is not." },
    ]);
  });

  test("what must not be there is named with its lines, and only as whole words", () => {
    const text = "cheap\nNot Cheap at all\ncheaply made\nworld\nclass";
    expect(findings(text, { forbidden: ["cheap", "world class", "***"] })).toMatchObject([
      { rule: "forbidden", line: 1 },
      { rule: "forbidden", line: 2 },
      { rule: "forbidden", line: null, message: "“world class” must not be in the text." },
    ]);
    expect(findings("cheap\n".repeat(50), { forbidden: ["cheap"] })).toHaveLength(5);
  });

  test("length and ease are measured", () => {
    const hard =
      "Organisational interdependencies necessitate multidimensional reconceptualisation of institutional responsibilities.";
    const plain = "We sell soap. You bring a jar. We fill it.";
    expect(findings(plain, { minWords: 11, maxWords: 9 })).toMatchObject([
      { rule: "length", message: "It has 10 words, and must have 11 or more." },
      { rule: "length", message: "It has 10 words, and may have 9 at most." },
    ]);
    expect(findings(hard, { minReadingEase: 30 })).toMatchObject([{ rule: "reading" }]);
    expect(findings(plain, { minReadingEase: 60 })).toEqual([]);
    expect(checkByRules(plain, NO_RULES).figures).toMatchObject({
      words: 10,
      sentences: 3,
      wordsPerSentence: 3.3,
    });
    expect(checkByRules("…", NO_RULES).figures).toMatchObject({ words: 0, readingEase: null });
  });
});
