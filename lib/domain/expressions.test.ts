import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkExpression,
  evaluateExpression,
  expressionReads,
  expressionSteps,
  expressionTerm,
} from "./expressions.ts";
import { renameReferences } from "./rename-references.ts";
import { makeStep } from "#lib/testing/arbitrary-plan.ts";
import type { Json } from "./json.ts";

const over = (text: string, output: Json = null) => evaluateExpression(text, "done", output);
const value = (text: string, output: Json = null) => {
  const asked = over(text, output);
  return asked.ok ? asked.value : asked.message;
};

describe("a condition is checked", () => {
  test.each([
    "steps.a.n > 3",
    'steps["market-research"].n == 1.5',
    "has(steps.x.y) && steps.x.y.size() > 2",
    "steps.a.items.all(x, x.n > 2 && !x.ok)",
    'size(steps.a.title) > 2 ? steps.a.ok : steps.b.name.startsWith("eco")',
    "steps.a.items.map(x, x.n * 2 + 0.5).exists(n, n in [1, 2.5])",
    "steps.a.ok",
    "(steps.a.n + 1) * 0.5 > steps.b.n % 7",
    'has(steps["a-1"].n) && !has(steps.a.items[0]["two words"]) && has(steps["b-2"])',
    'steps.a.items.filter(x, x.n > 1).map(x, x.name).join(", ").contains("a")',
  ])("%s", (text) => {
    expect(checkExpression(text, "when")).toEqual({ ok: true });
  });

  test.each([
    ["", "empty", 0],
    ["steps.a.n >", "ends too soon (at character 12)", 11],
    ["steps.a.n = 3", "at character 11", 10],
    ["search.found > 1", "“search” is not known here", 0],
    ["output.n > 1", "“output” is not known here", 0],
    ["steps.market-research.n > 1", 'steps["<id>"]', 13],
    ["steps.all(x, true)", "Name the step", 0],
    ["steps[steps.a.id].n > 1", "Name the step", 0],
    ["has(steps)", "Name the step", 4],
    ["has(1)", "cannot be called like this|invalid argument", 0],
    ["steps.a.title.matches('(a+)+$')", "no function “matches”", 0],
    ["cel.bind(x, 1, x > 0)", "no function “bind”", 0],
    ["timestamp(steps.a.at) > steps.b.at", "no function “timestamp”", 0],
    ["type(steps.a.n) == int", "no function “type”", 0],
    ["steps.a.items.all(steps, steps > 1)", "another name", 0],
    ["steps.a.items.all(1, true)", "", 0],
    ["size(steps.a.x, 1) > 2", "takes 1 value", 0],
    ["steps.a.title.contains()", "takes 1 values", 0],
    ['b"ab" == b"ab"', "cannot be used here", 0],
    ["1u == 1u", "cannot be used here", 0],
    ["1 + 2", "not true or false", 0],
    ['"a" + 1 == "a1"', "do not go together", 0],
    ["steps.a.n > 1 > 2", "do not go together", 0],
    ["[" + "1,".repeat(300) + "1] == []", "too long", 0],
    ["(".repeat(60) + "true" + ")".repeat(60), "nested too deeply", 0],
    [`${"true && ".repeat(240)}true`, "", -1],
    ["!".repeat(1_900) + "true", "too long or nested", 0],
    ["x".repeat(2_001), "too long", 0],
  ])("%.60s is refused", (text, says, start) => {
    const checked = checkExpression(text, "when");
    if (start === -1) return expect(checked).toEqual({ ok: true });
    expect(checked).toMatchObject({
      ok: false,
      message: expect.stringMatching(new RegExp(says.replace(/[()"[\].]/g, "\\$&"))) as unknown,
    });
    if (start > 0) expect(checked).toMatchObject({ start });
  });
});

test("what a condition reads is known by step and part", () => {
  const text = 'steps.a.items[0].name == steps["b-c"].x && steps.d.l.all(x, x > steps.e.n) && has(steps.f.g)';
  expect(expressionReads(text).map(({ ref, path }) => [ref, path])).toEqual([
    ["a", ["items", 0, "name"]],
    ["b-c", ["x"]],
    ["d", ["l"]],
    ["e", ["n"]],
    ["f", ["g"]],
  ]);
  expect(expressionSteps("steps.a.n > 1 && steps.a.m > steps.b.n")).toEqual(["a", "b"]);
  expect(expressionSteps("steps.a.n >")).toEqual([]);
  const [read] = expressionReads("1 < steps.a.n");
  expect(read).toMatchObject({ start: 4, end: 11 });
});

test("a part that is picked is written so that it is read back", () => {
  const key = fc.oneof(
    fc.constantFrom("items", "in", "two words", 'quo"te', "back\\slash", "ümlaut", "🙂", "\n"),
    fc.string({ minLength: 1 }).filter((text) => text.isWellFormed() && !text.includes("\0")),
    fc.nat(99),
  );
  const id = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,20}$/);
  fc.assert(
    fc.property(id, fc.array(key, { maxLength: 4 }), (ref, path) => {
      const text = `has(steps.x.y) || ${expressionTerm({ ref, path })} == 1`;
      expect(expressionReads(text).at(-1)).toMatchObject({ ref, path });
    }),
  );
});

test("a copy's condition and list read the copies", () => {
  const step = makeStep("m", {
    kind: "map",
    each: { ref: "a", path: ["items"] },
    when: 'steps.a.n > steps["b-1"].n && has(steps.a.x)',
    args: { own: { kind: "ref", ref: "m", path: [] } },
    fallbacks: [{ tool: "t", args: { text: { kind: "template", parts: [{ ref: "a", path: [] }] } } }],
  });
  const renamed = renameReferences(step, (id) => (id === "b-1" ? id : `${id}-copy`));
  expect(renamed).toEqual({
    ...step,
    each: { ref: "a-copy", path: ["items"] },
    when: 'steps["a-copy"].n > steps["b-1"].n && has(steps["a-copy"].x)',
    args: { own: { kind: "ref", ref: "m-copy", path: [] } },
    fallbacks: [{ tool: "t", args: { text: { kind: "template", parts: [{ ref: "a-copy", path: [] }] } } }],
  });
});

describe("numbers", () => {
  test.each<[string, boolean]>([
    ["output.whole == 3", true],
    ["output.whole > 2.5 && 2.5 < output.whole", true],
    ["output.half == 1.5", true],
    ["output.half * 2 == output.whole", true],
    ["output.whole / 2 == 1.5", true],
    ["output.whole + 1 == 4", true],
    ["size(output.list) == 2 && size(output.list) / 2.0 == 1.0", true],
    ["7 / 2 == 3 && -7 / 2 == -3 && 7 % 3 == 1", true],
    ["output.list[output.whole - 2] == 6", true],
    ["output.whole in [1, 3]", true],
    ["output.list == [5, 6]", true],
    ["1.0 == 1 && 1 != 2.0", true],
    ["double(output.text) == 12 && int(output.half) == 1", true],
    ["output.whole == '3'", false],
    ["output.nothing == 0", false],
  ])("%s", (text, expected) => {
    expect(value(text, { whole: 3, half: 1.5, list: [5, 6], text: "12", nothing: null })).toBe(expected);
  });

  test("compare as they do in JSON, whatever they are", () => {
    const number = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 2 ** 53, -(2 ** 53)),
    );
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(value("output.a < output.b", { a, b })).toBe(a < b);
        expect(value("output.a == output.b", { a, b })).toBe(a === b);
        expect(value("output.a >= output.b || output.a < output.b", { a, b })).toBe(true);
      }),
    );
  });

  test("as written compare with JSON's by value", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        expect(value(`output > ${b}`, a)).toBe(a > b);
        expect(value(`${b} == output`, a)).toBe(a === b);
      }),
    );
  });
});

test.each([
  ["output.a.b", { a: null }, "“output.a” is nothing (null)"],
  ["output.a.b", {}, "“output” has no “a”"],
  ["output.a.b", { a: 3 }, "“output.a” is a number and has no parts"],
  ["output.a > 3", { a: null }, "“output.a” is nothing (null); “>” cannot take nothing (null) and a number"],
  ["output.a > 3", { a: "4" }, "“output.a” is text"],
  ["output.a[2] > 3", { a: [1] }, "has 1 items, so none at 2"],
  ["output.a[-1] > 3", { a: [1] }, "none at -1"],
  ["output.a[0.5] > 3", { a: [1] }, "no place in a list"],
  ["output.a && true", { a: 1 }, "“output.a” is a number, not true or false"],
  ["output.a.all(x, x > 1)", { a: 1 }, "not a list"],
  ["output.a.all(x, x > 1)", { a: [2, "x"] }, "“x” is text"],
  ["output.a.contains('x')", { a: null }, "contains needs text"],
  ["size(output.a) > 1", { a: null }, "has no size"],
  ["int(output.a) > 1", { a: "x" }, "int(…) cannot take text"],
  ["output.a / 0 > 1", { a: 1 }, "Division by zero"],
  ["1 / 0 > 1", {}, "Division by zero"],
  ["9223372036854775807 + 1 > 1", {}, "too large"],
  ["output.toString.x == 1", {}, "has no “toString”"],
  ["1 in output.a", { a: "x" }, "Nothing can be in text"],
  ["output.a.join() == ''", { a: ["x", 1] }, "Item 1 of the list is a number"],
])("%s over %j is answered with a sentence", (text, output, says) => {
  expect(over(text, output)).toEqual({ ok: false, message: expect.stringContaining(says) as unknown });
});

test.each([
  ['has(steps["a-1"].n) && has(steps["a-1"])', true],
  ['has(steps["a-1"].items[1]["two words"])', true],
  ['has(steps["a-1"].items[0]["two words"]) || has(steps["a-1"].items[2]) || has(steps.gone.n)', false],
  ['has(steps["skipped-1"].n)', false],
])("%s", (text, expected) => {
  const steps: Json = { "a-1": { n: null, items: [{}, { "two words": 1 }] }, "skipped-1": null };
  expect(evaluateExpression(text, "when", steps)).toEqual({ ok: true, value: expected });
});

test("a side that decides does so whatever the other is", () => {
  expect(value("output.gone > 1 || true")).toBe(true);
  expect(value("true || output.gone > 1")).toBe(true);
  expect(value("output.gone > 1 && false")).toBe(false);
  expect(value("[0, 'x'].exists(x, x < 1)")).toBe(true);
  expect(value("['x', 0].all(x, x > 1)")).toBe(false);
  expect(over("output.gone > 1 || false").ok).toBe(false);
});

test("texts and lists", () => {
  expect(value("output.lowerAscii().trim().split(',') == ['a', 'b']", " A,B ")).toBe(true);
  expect(value("size(output) == 2", "🙂é")).toBe(true);
  expect(value("output.exists_one(x, x == 1)", [1, 2, 1])).toBe(false);
  expect(value("output.map(k, k) == ['a'] && 'a' in output && size(output) == 1", { a: 1 })).toBe(true);
  expect(value("output.map(x, x > 1, x * 10) == [20, 30]", [1, 2, 3])).toBe(true);
});

describe("work is bounded", () => {
  const list = Array.from({ length: 2_000 }, (_, i) => i);
  const doubled = (start: string) => start + ".map(x, x + x)".repeat(100);
  test.each([
    ["loops within loops", "output.all(a, output.all(b, output.all(c, a + b + c >= 0)))", list],
    ["lists that double", `size(${doubled("[[1]]")}) > 0`, null],
    ["texts that double", `size(${doubled("['aaaaaaaa']")}[0]) > 0`, null],
    [
      "sets that grow with every level",
      `${"[1]" + ".map(x, [x, x])".repeat(60)} == ${"[1]" + ".map(x, [x, x])".repeat(60)}`,
      null,
    ],
    [
      "long texts searched over and over",
      "output.all(x, !x.contains('aaaaaaaaaaaaaaaab'))",
      Array.from({ length: 200 }, () => "a".repeat(50_000)),
    ],
    [
      "many names counted over and over",
      "output.l.all(x, size(output.o) > 0)",
      { l: list, o: Object.fromEntries(list.map((i) => [`k${i}`, i])) },
    ],
  ])("of %s", (_, text, output) => {
    expect(over(text, output)).toEqual({ ok: false, message: expect.any(String) as unknown });
  });

  test("but a list of a thousand is not much", () => {
    expect(value("output.all(x, x >= 0) && output.exists(x, x == 1999)", list)).toBe(true);
  });

  test("values nested thousands deep give a sentence", () => {
    let deep: Json = 1;
    for (let i = 0; i < 20_000; i++) deep = [deep];
    expect(over("output.a == output.b", { a: deep, b: structuredClone(1) }).ok).toBe(true);
    expect(over("output == output", deep).ok).toBe(false);
  });
});

test("no text and no value makes it throw", () => {
  const PIECES =
    "output|.a|[0]|(|)|+|-|==|&&|!|'x'|1|2.5|null|in |[|]|,|? |: |.map(x, x)|.size()|has(|{|}|size(|true| x |.split(|int(";
  const piece = fc.constantFrom(...PIECES.split("|"));
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), fc.jsonValue(), (made, json) => {
      const checked = checkExpression(made, "done");
      const asked = evaluateExpression(made, "done", json as Json);
      if (!checked.ok) expect(asked).toEqual({ ok: false, message: checked.message });
      else expect(typeof asked.ok).toBe("boolean");
    }),
    { numRuns: 500 },
  );
});
