import { expect, test } from "vitest";
import { evenHeadings } from "./even-headings.ts";

function levels(...depths: number[]): number[] {
  const children = depths.map((depth) => ({ type: "heading", depth }));
  evenHeadings()({ type: "root", children: [{ type: "paragraph" }, ...children] });
  return children.map(({ depth }) => depth);
}

test("headings that leave no level out stay as they are", () => {
  expect(levels(1, 2, 3, 2, 1, 2)).toEqual([1, 2, 3, 2, 1, 2]);
});

test("a level that is left out is closed, and what stands beside each other goes on doing so", () => {
  expect(levels(1, 3, 3, 2)).toEqual([1, 2, 2, 2]);
  expect(levels(2, 3, 2, 4)).toEqual([1, 2, 1, 2]);
  expect(levels(4, 2, 6)).toEqual([1, 1, 2]);
  expect(levels()).toEqual([]);
});
