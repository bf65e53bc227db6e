import fc from "fast-check";
import { expect, test } from "vitest";
import { diffTexts, type DiffLine, type DiffRow } from "./text-diff.ts";

const linesOf = (rows: readonly DiffRow[]): DiffLine[] =>
  rows.flatMap((row) => (row.kind === "fold" ? row.lines : [row]));
/** A line as a reader sees it: sign, text, and what differs in brackets. */
const shown = ({ kind, parts }: DiffLine) =>
  (kind === "added" ? "+" : kind === "removed" ? "-" : " ") +
  parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join("");

test("a changed line is marked word by word", () => {
  const { rows, removed, added } = diffTexts(
    "One.\nAsk three questions.\nEnd",
    "One.\nAsk two questions.\nEnd",
  );
  expect(linesOf(rows).map(shown)).toEqual([
    " One.",
    "-Ask [three] questions.",
    "+Ask [two] questions.",
    " End",
  ]);
  expect({ removed, added }).toEqual({ removed: 1, added: 1 });
});

test("a line that is another one altogether has no marked words", () => {
  const { rows } = diffTexts("Never invent a tool.", "Prefer few steps over many");
  expect(linesOf(rows).map(shown)).toEqual(["-Never invent a tool.", "+Prefer few steps over many"]);
});

test("added and removed lines keep their numbers in both texts", () => {
  const { rows } = diffTexts("a\nb\nc", "b\nc\nd");
  expect(linesOf(rows).map(({ kind, before, after }) => [kind, before, after])).toEqual([
    ["removed", 1, null],
    ["same", 2, 1],
    ["same", 3, 2],
    ["added", null, 3],
  ]);
});

test("a line broken in two differs by the break and nothing else", () => {
  const { rows } = diffTexts("Keep to the budget and the dates", "Keep to the budget\nand the dates");
  expect(linesOf(rows).map(shown)).toEqual([
    "-Keep to the budget[ ]and the dates",
    "+Keep to the budget",
    "+and the dates",
  ]);
});

test("a line break at the end is a difference that can be seen", () => {
  expect(linesOf(diffTexts("a", "a\n").rows).map(shown)).toEqual([" a", "+"]);
});

test("what is far from a change is folded, all of it when nothing differs", () => {
  const many = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
  const { rows } = diffTexts(many.join("\n"), many.with(9, "another thing altogether").join("\n"));
  expect(rows.map((row) => (row.kind === "fold" ? row.lines.length : row.kind))).toEqual([
    6,
    "same",
    "same",
    "same",
    "removed",
    "added",
    "same",
    "same",
    "same",
    7,
  ]);
  const same = diffTexts(many.join("\n"), many.join("\n"));
  expect(same).toMatchObject({ removed: 0, added: 0 });
  expect(same.rows).toHaveLength(1);
  // One line between two changes' surroundings stands there itself.
  const two = diffTexts(many.join("\n"), many.with(3, "x").with(11, "y").join("\n"));
  expect(two.rows.filter(({ kind }) => kind === "fold")).toHaveLength(1);
});

test("the largest texts with nothing in common are compared at once", () => {
  const letters = (from: number) =>
    Array.from({ length: 10_000 }, (_, i) => String.fromCharCode(0x4e00 + from + i)).join("\n");
  const { removed, added } = diffTexts(letters(0), letters(10_000));
  expect({ removed, added }).toEqual({ removed: 10_000, added: 10_000 });
});

test("property: without the added lines it is the text before, without the removed ones the text after", () => {
  const text = fc
    .array(fc.array(fc.constantFrom("plan", "step", "the", "goal", " ", ""), { maxLength: 5 }), {
      maxLength: 12,
    })
    .map((lines) => lines.map((words) => words.join(" ")).join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = linesOf(diffTexts(before, after).rows);
      const without = (kind: DiffLine["kind"]) =>
        lines
          .filter((line) => line.kind !== kind)
          .map(({ parts }) => parts.map((part) => part.text).join(""))
          .join("\n");
      expect(without("added")).toBe(before);
      expect(without("removed")).toBe(after);
      const numbers = (side: "before" | "after") =>
        lines.map((line) => line[side]).filter((number) => number !== null);
      for (const [side, whole] of [
        ["before", before],
        ["after", after],
      ] as const)
        expect(numbers(side)).toEqual(whole.split("\n").map((_, i) => i + 1));
    }),
  );
});
