import { describe, expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { copyText, firstOpen, pathText, showMore, treeRows, valueAt, type TreeState } from "./tree-rows.ts";

const state = (open: string[], shown: [string, number][] = []): TreeState => ({
  open: new Set(open),
  shown: new Map(shown),
});
const keys = (root: Json, at: TreeState) => treeRows(root, at).map(({ key }) => key);

describe("the rows of a tree", () => {
  test("are the root's alone until it is opened, then those of what is open", () => {
    const root = { a: { b: 1 }, c: [true, null] };
    expect(keys(root, state([]))).toEqual(["$"]);
    expect(keys(root, state(["$"]))).toEqual(["$", "$.a", "$.c"]);
    expect(keys(root, state(["$", "$.c"]))).toEqual(["$", "$.a", "$.c", "$.c[0]", "$.c[1]"]);
    expect(treeRows(root, state(["$", "$.c"])).map(({ level, place, of }) => [level, place, of])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [2, 2, 2],
      [3, 1, 2],
      [3, 2, 2],
    ]);
  });

  test("say what kind of value each is", () => {
    const root = { text: "x", count: 2, on: false, none: null, list: [1], object: {}, empty: [] };
    expect(treeRows(root, state(["$"])).map((row) => row.kind === "value" && [row.type, row.text])).toEqual([
      ["object, 7 fields", null],
      ["text", '"x"'],
      ["number", "2"],
      ["yes or no", "false"],
      ["null", "null"],
      ["list, 1 item", null],
      ["object, 0 fields", "{}"],
      ["list, 0 items", "[]"],
    ]);
  });

  test("of a long list come a hundred at a time", () => {
    const root = Array.from({ length: 250 }, (_, index) => index);
    const first = treeRows(root, state(["$"]));
    expect(first).toHaveLength(102);
    expect(first.at(-1)).toMatchObject({ kind: "more", more: 100, left: 150, unit: "items", path: [] });
    const second = treeRows(root, state(["$"], [["$", showMore(root, undefined)]]));
    expect(second).toHaveLength(202);
    expect(second.at(-1)).toMatchObject({ more: 50, left: 50 });
    expect(treeRows(root, state(["$"], [["$", 300]]))).toHaveLength(251);
  });

  test("of a long text show its beginning, and opened a piece of it", () => {
    const root = "a".repeat(25_000);
    const [shut] = treeRows(root, state([]));
    expect(shut).toMatchObject({ open: false, type: "text, 25000 characters" });
    expect(shut?.kind === "value" && shut.text).toHaveLength(163);
    const [open, more] = treeRows(root, state(["$"]));
    expect(open?.kind === "value" && open.text).toHaveLength(10_000);
    expect(more).toMatchObject({ kind: "more", left: 15_000, unit: "characters" });
    expect(treeRows("short", state(["$"]))[0]).toMatchObject({ open: null });
    expect(treeRows("two\nlines", state([]))[0]).toMatchObject({ open: false, text: '"two\\nlines"' });
  });

  test("are named by paths that lead back to their values, whatever the fields are called", () => {
    const root = { 'odd "name"': [{ __proto__x: 1 }], plain: 2 };
    const path = ['odd "name"', 0, "__proto__x"];
    expect(pathText(path)).toBe('$["odd \\"name\\""][0].__proto__x');
    expect(valueAt(root, path)).toBe(1);
    expect(valueAt(root, ["constructor"])).toBeNull();
    const named = JSON.parse('{"__proto__": {"a": 1}}') as Json;
    expect(keys(named, state(["$", "$.__proto__"]))).toEqual(["$", "$.__proto__", "$.__proto__.a"]);
    expect(valueAt(named, ["__proto__", "a"])).toBe(1);
    expect(valueAt({}, ["__proto__"])).toBeNull();
  });

  test("are open at first where little is inside", () => {
    expect(firstOpen({ few: [1], many: Array(20).fill(0) })).toEqual(new Set(["$", "$.few"]));
    expect(firstOpen([1])).toEqual(new Set(["$"]));
  });
});

test("a text is copied as it is, all else as JSON", () => {
  expect(copyText('say "x"')).toBe('say "x"');
  expect(copyText({ a: 1 })).toBe('{\n  "a": 1\n}');
});
