import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { MemoryStorage } from "#lib/testing/editor-world.ts";
import { groupChoice, chooseGroups } from "./groups/group-choice.ts";
import { keptValue } from "./kept-value.ts";
import { chooseDirection, planDirection } from "./plan-direction.ts";
import { handMoved, nothingMoved, placeSteps, tidySteps } from "./step-positions.ts";

let storage: MemoryStorage;

beforeEach(() => {
  storage = new MemoryStorage();
  vi.stubGlobal("localStorage", storage);
});
afterEach(() => vi.unstubAllGlobals());

const NONE: readonly number[] = [];
const Numbers = z.array(z.number());
const numbers = () =>
  keptValue<readonly number[]>("test.numbers", (text) => Numbers.parse(JSON.parse(text)), NONE);

test("what is set is there at the next visit, each key its own", () => {
  const here = numbers();
  expect(here.get("a")).toBe(NONE);
  here.set("a", [1, 2]);
  expect(here.get("a")).toBe(here.get("a"));
  expect(storage.getItem("test.numbers.a")).toBe("[1,2]");
  const later = numbers();
  expect(later.get("a")).toEqual([1, 2]);
  expect(later.get("b")).toBe(NONE);
  later.set("a", NONE);
  expect(storage.entries).toEqual(new Map());
});

test("who watches is told until they stop", () => {
  const kept = numbers();
  const listener = vi.fn();
  const stop = kept.watch(listener);
  kept.set("a", [1]);
  expect(listener).toHaveBeenCalledTimes(1);
  stop();
  kept.set("a", [2]);
  expect(listener).toHaveBeenCalledTimes(1);
});

test("without storage, and with something else in it, it lasts as long as the page", () => {
  storage.setItem("test.numbers.a", "{");
  expect(numbers().get("a")).toBe(NONE);
  const forbidden = () => {
    throw new Error("Storage is forbidden.");
  };
  vi.stubGlobal("localStorage", { getItem: forbidden, setItem: forbidden, removeItem: forbidden });
  const kept = numbers();
  expect(kept.get("a")).toBe(NONE);
  kept.set("a", [3]);
  expect(kept.get("a")).toEqual([3]);
});

test("the names and forms are those that browsers have kept so far", () => {
  storage.setItem("planwright.direction", "right");
  storage.setItem("planwright.positions.p1", '{"a":{"x":1,"y":2},"b":{"x":"1"},"c":null}');
  storage.setItem("planwright.groups.p1", '{"by":"level","collapsed":["level:1"]}');
  expect(planDirection()).toBe("right");
  expect(handMoved("p1")).toEqual({ a: { x: 1, y: 2 } });
  expect(groupChoice("p1")).toEqual({ by: "level", collapsed: ["level:1"] });

  chooseDirection("down");
  placeSteps("p1", { b: { x: 3, y: 4 } });
  expect(JSON.parse(storage.getItem("planwright.positions.p1") ?? "")).toEqual({
    a: { x: 1, y: 2 },
    b: { x: 3, y: 4 },
  });
  tidySteps("p1");
  expect(handMoved("p1")).toBe(nothingMoved());
  chooseGroups("p1", { by: "none", collapsed: [] });
  expect(storage.entries).toEqual(new Map());
});

test.each([
  "null",
  "[]",
  "7",
  '{"by":"level"}',
  '{"by":"colour","collapsed":[]}',
  '{"by":"level","collapsed":[1]}',
])("a choice of groups that is none (%s) is no choice", (text) => {
  storage.setItem("planwright.groups.odd", text);
  expect(groupChoice("odd")).toEqual({ by: "none", collapsed: [] });
});
