import { expect, test } from "vitest";
import { fromLine, linesOf, nextLine } from "./walk-lines.ts";

const dependencies = [
  { from: "a", to: "b" },
  { from: "b", to: "d" },
  { from: "a", to: "c" },
  { from: "b", to: "c" },
];
const names = (lines: { from: string; to: string }[]) => lines.map(({ from, to }) => `${from}>${to}`);

test("a step's lines are those to what waits for it, then those from what it waits for", () => {
  expect(names(linesOf(dependencies, "b"))).toEqual(["b>d", "b>c", "a>b"]);
  expect(linesOf(dependencies, "z")).toEqual([]);
});

test("the next line and the one before go round; a step without lines has none", () => {
  const lines = linesOf(dependencies, "b");
  expect(nextLine(lines, null, 1)).toEqual({ line: { from: "b", to: "d" }, number: 1 });
  expect(nextLine(lines, null, -1)).toEqual({ line: { from: "a", to: "b" }, number: 3 });
  expect(nextLine(lines, { from: "b", to: "c" }, 1)?.number).toBe(3);
  expect(nextLine(lines, { from: "a", to: "b" }, 1)?.number).toBe(1);
  expect(nextLine(lines, { from: "b", to: "d" }, -1)?.number).toBe(3);
  expect(nextLine([], null, 1)).toBeNull();
});

test("arrows lead from a line to its ends, and to the lines beside it", () => {
  const line = { from: "a", to: "b" };
  expect(fromLine(line, "back")).toBe("a");
  expect(fromLine(line, "on")).toBe("b");
  expect(fromLine(line, "beside after")).toBe(1);
  expect(fromLine(line, "beside before")).toBe(-1);
});
