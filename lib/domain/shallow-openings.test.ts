import { expect, test } from "vitest";
import { MOST_OPEN, openingsLimiter } from "./shallow-openings.ts";

/** Each line as it comes out, of lines of one piece of text. */
function limited(lines: readonly string[]): string[] {
  const limit = openingsLimiter();
  return lines.map((line) => limit(line));
}

test.each([
  "a *few* words, **some _within_ others**, ~~gone~~, and [a link](https://a.example/b_c), said **so:** twice",
  "| **bold** | `a * b[0]` | *it* | [one](x) and [two][ref] | snake_case_names |",
  "1. **a** with `code`, **`code` in it** and a picture ![of it](x.png)",
  "* an item *of* many",
  "Name: ________ * * * ~~~~",
])("what is ended stays as it is, however much there is of it: %j", (line) => {
  const lines = Array.from({ length: 50 * MOST_OPEN }, () => line);
  expect(limited(lines)).toEqual(lines);
});

test.each([
  "*a ",
  "**a ",
  "_a ",
  "~a ",
  "[a ",
  "![a ",
  "*a `b* ` ",
  "[a `]` ",
  "*a\\* ",
  '*a <i b="* ">',
  "~a b~~ ",
])("of %j, hundreds of times, what opens more is words", (opening) => {
  const text = opening.repeat(10 * MOST_OPEN);
  const [line = ""] = limited([text]);
  expect(line.replaceAll(/\\(?=[*_~[\]])/g, "")).toBe(text.replaceAll(/\\(?=[*_~[\]])/g, ""));
  const opened = line.replaceAll(/\\./g, "").match(/(?<=^| |!)[*_~[](?=\w|\*)/g) ?? [];
  expect(opened.length).toBeLessThanOrEqual(MOST_OPEN);
  const lines = Array.from({ length: 10 * MOST_OPEN }, () => opening);
  expect(limited(lines).filter((each) => each !== opening).length).toBeGreaterThanOrEqual(8 * MOST_OPEN);
});

test("what is never ended, much as it is, leaves the rest of its lines as it is", () => {
  const lines = limited(Array.from({ length: 2 * MOST_OPEN }, () => "| ~5 | **bold** | [one](x) |"));
  expect(new Set(lines)).toEqual(new Set(["| ~5 | **bold** | [one](x) |", "| \\~5 | **bold** | [one](x) |"]));
});

test("a piece of text that begins anew may open as much again", () => {
  const lines = ["*a ".repeat(MOST_OPEN), "", "*a ".repeat(MOST_OPEN), "- *b", "## *c"];
  expect(limited(lines)).toEqual(lines);
  expect(limited([...lines.slice(0, 1), "     - *b"])).toEqual([...lines.slice(0, 1), "     - \\*b"]);
});

test("endings of nothing are words once there are as many", () => {
  const [line = ""] = limited(["a* ".repeat(2 * MOST_OPEN)]);
  expect(line).toBe("a* ".repeat(MOST_OPEN) + "a\\* ".repeat(MOST_OPEN));
});
