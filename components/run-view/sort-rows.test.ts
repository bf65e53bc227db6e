import { expect, test } from "vitest";
import { nextSorting, sortRows, type Row } from "./sort-rows.ts";

const rows = (values: (string | number | null)[]): Row[] => values.map((v, place) => ({ v, place }));
const sorted = (values: (string | number | null)[], down = false) =>
  sortRows(rows(values), { column: "v", down }).map(({ v }) => v);

test("numbers go by their size, also where they are written as text", () => {
  expect(sorted([10, 9, -1])).toEqual([-1, 9, 10]);
  expect(sorted(["$1,200.50", "-3", "90%", "9"])).toEqual(["-3", "9", "90%", "$1,200.50"]);
});

test("texts go as a person sorts them", () => {
  expect(sorted(["item 10", "Item 9", "b", "A"])).toEqual(["A", "b", "Item 9", "item 10"]);
});

test("what is empty comes last, whichever way", () => {
  expect(sorted([2, null, "", 1])).toEqual([1, 2, null, ""]);
  expect(sorted([2, null, 3], true)).toEqual([3, 2, null]);
});

test("rows that are alike keep their order, and a missing column is empty", () => {
  expect(sortRows(rows(["x", "x", "x"]), { column: "v", down: true }).map(({ place }) => place)).toEqual([
    0, 1, 2,
  ]);
  expect(sortRows([{ a: 1 }, { b: 2 }], { column: "b", down: false })).toEqual([{ b: 2 }, { a: 1 }]);
});

test("a column is clicked upwards, downwards, and back to how the rows came", () => {
  const up = nextSorting(null, "v");
  expect(up).toEqual({ column: "v", down: false });
  expect(nextSorting(up, "w")).toEqual({ column: "w", down: false });
  const down = nextSorting(up, "v");
  expect(down).toEqual({ column: "v", down: true });
  expect(nextSorting(down, "v")).toBeNull();
});
