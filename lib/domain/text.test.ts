import { describe, expect, test } from "vitest";
import { storableLine, storableText } from "./text.ts";

describe("a text that something else wrote", () => {
  test.each([
    ["NUL goes", "a\u0000b", 10, "ab"],
    ["half a character becomes a sign", "a\ud800b", 10, "a\ufffdb"],
    ["a cut never goes through a character", "ab😀", 3, "ab"],
    ["what fits stays", "ab😀", 4, "ab😀"],
    ["white space around it goes before the cut", "   ab", 2, "ab"],
    ["nothing stays nothing", "\u0000", 10, ""],
    ["lines stay lines", "a\nb", 10, "a\nb"],
  ])("%s", (_, text, most, kept) => expect(storableText(text, most)).toBe(kept));

  test("a line is one line", () => expect(storableLine(" a\n\n b\tc ", 10)).toBe("a b c"));
});
