import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "./markdown.tsx";

const html = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }));
const countOf = (shown: string, tag: string) => shown.split(`<${tag}`).length - 1;

test.each([
  ["quotations", "blockquote", "> ", ""],
  ["lists", "ul", "- ", ""],
  ["emphasis", "em", "*a ", " b*"],
  ["strong words", "strong", "**a ", " b**"],
  ["deletions", "del", "~~a ", " b~~"],
])("%s within each other, a thousand levels deep, are shown, the deepest as words", (_, tag, open, close) => {
  const shown = html(`${open.repeat(1_000)}deep${close.repeat(1_000)}\n\nafter`);
  expect(shown).toContain("deep");
  expect(shown).toContain("after");
  expect(countOf(shown, tag)).toBeGreaterThan(10);
  expect(countOf(shown, tag)).toBeLessThanOrEqual(30);
});

test.each([
  ["*a **b ", " b** a*"],
  ["[", "](https://a.example)"],
  ["![a", "](u)"],
  ["*", "*"],
])("36 kB of %s, however deep it would be, are shown as their words", (open, close) => {
  const times = Math.ceil(36_000 / (open.length + close.length));
  const shown = html(`${open.repeat(times)}deep${close.repeat(times)}\n\n**after**`);
  expect(shown).toContain("deep");
  expect(shown).toContain("<strong>after</strong>");
  expect(shown.length).toBeGreaterThan(30_000);
});

test("a line of code far to the right shows no backslash", () => {
  const line = `${" ".repeat(64)}- item`;
  expect(html(`\`\`\`\n${line}\n\`\`\``)).toContain(line);
});

test("words within each other keep their looks", () => {
  expect(html("**bold _and ~~gone~~_**")).toContain("<strong>bold <em>and <del>gone</del></em></strong>");
});
