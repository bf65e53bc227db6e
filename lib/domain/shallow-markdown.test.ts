import { expect, test } from "vitest";
import { MOST_LEVELS, shallowMarkdown } from "./shallow-markdown.ts";

test.each([
  "# A heading\n\n- one\n  - two\n    - three\n\n> quoted\n> > twice\n\n1. first\n   1. second",
  "- - - -\n\n* * *\n\n-----\n\n+ plus",
  `${" ".repeat(200)}far to the right`,
  "> ".repeat(MOST_LEVELS),
  `${" ".repeat(40)}- an item`,
  "2026. was a year\n-no item",
])("what nests no deeper than it may stays as it is: %j", (text) => {
  expect(shallowMarkdown(text)).toBe(text);
});

test.each([
  ["> ", "\\>"],
  [">", "\\>"],
  ["- ", "\\-"],
  ["1. ", "1\\."],
  ["[^a]: ", "\\[^a]:"],
])("of %j, thousands of times, what is deeper is words", (mark, escaped) => {
  const shallow = shallowMarkdown(`before\n${mark.repeat(5_000)}deep\nafter`);
  expect(shallow.replace("\\", "")).toBe(`before\n${mark.repeat(5_000)}deep\nafter`);
  const opened = shallow.slice("before\n".length, shallow.indexOf(escaped));
  expect(opened.length / mark.length).toBeLessThanOrEqual(MOST_LEVELS);
});

test("each line further to the right than the one before does not go on for ever", () => {
  const lines = Array.from({ length: 100 }, (_, level) => `${"  ".repeat(level)}- item`);
  const shallow = shallowMarkdown(lines.join("\n")).split("\n");
  expect(shallow.slice(0, MOST_LEVELS - 1)).toEqual(lines.slice(0, MOST_LEVELS - 1));
  expect(shallow.slice(MOST_LEVELS).every((line) => line.endsWith("\\- item"))).toBe(true);
});

const DEEP = `${" ".repeat(70)}- in code ${"*a ".repeat(500)}`;

test.each([
  `\`\`\`yaml\n${DEEP}\n> ${DEEP}\n\`\`\`\nbehind`,
  `Words\n~~~\n\`\`\`\n${DEEP}\n~~~~\nbehind`,
  `\`\`\`\r\n${DEEP}\r\n`,
])("code between fences stays as it is: %j", (text) => {
  expect(shallowMarkdown(text)).toBe(text);
});

test.each([
  ["behind its end", `\`\`\`\n- a\n\`\`\`\n${DEEP}`],
  ["in a quotation, which the fence ends with", `> \`\`\`\n${DEEP}`],
  ["behind one that a fence within something else may have opened", `- a\n  \`\`\`\n\`\`\`\n${DEEP}`],
  ["where HTML goes on", `<div>\n\`\`\`\n${DEEP}`],
  ["where it is none", `\`\`\`a\`\n${DEEP}`],
])("what may be no code is made shallow: %s", (_, text) => {
  expect(shallowMarkdown(text)).toContain(`${" ".repeat(70)}\\- in code`);
});
