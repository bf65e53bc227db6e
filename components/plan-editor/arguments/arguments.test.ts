import { describe, expect, test } from "vitest";
import type { Argument } from "#lib/domain/step.ts";
import { fromArgumentJson, toArgumentJson } from "./argument-json.ts";
import { listItems, listOf, literal, objectOf, objectProperties, withPart } from "./argument-parts.ts";
import { outputOptions, pathLabel } from "./output-options.ts";

const ref: Argument = { kind: "ref", ref: "budget", path: ["lines"] };

describe("lists and objects of arguments", () => {
  test("a list without references is one value, with one it is a list of arguments", () => {
    expect(listOf([literal(1), literal("a")])).toEqual(literal([1, "a"]));
    expect(listOf([literal(1), ref])).toEqual({ kind: "list", items: [literal(1), ref] });
    expect(listItems(literal([1, "a"]))).toEqual([literal(1), literal("a")]);
    expect(listItems(ref)).toBeNull();
  });

  test("an object likewise, however deep the reference lies", () => {
    expect(objectOf({ a: literal(1) })).toEqual(literal({ a: 1 }));
    const deep = objectOf({ a: objectOf({ b: listOf([ref]) }) });
    expect(deep.kind).toBe("object");
    expect(objectProperties(literal({ a: null }))).toEqual({ a: literal(null) });
  });

  test("a part can be set and taken away", () => {
    expect(withPart({ a: literal(1) }, "b", ref)).toEqual({ a: literal(1), b: ref });
    expect(withPart({ a: literal(1) }, "a", undefined)).toEqual({});
  });
});

describe("arguments as JSON", () => {
  test("references survive the way to text and back", () => {
    const argument: Argument = {
      kind: "list",
      items: [
        { kind: "object", properties: { heading: literal("Budget {{x}}"), content: ref } },
        {
          kind: "object",
          properties: { heading: { kind: "template", parts: ["For ", { ref: "a", path: [] }] } },
        },
      ],
    };
    expect(fromArgumentJson(toArgumentJson(argument))).toEqual({ ok: true, argument });
  });

  test("what is not JSON is refused in words, and nothing means nothing", () => {
    const refused = fromArgumentJson("{ a: 1");
    expect(refused.ok ? "" : refused.message).toContain("not valid JSON");
    expect(fromArgumentJson("  ")).toEqual({ ok: true, argument: undefined });
  });
});

test("an output's parts are offered outer first, with the first item of a list", () => {
  const options = outputOptions({
    type: "object",
    properties: {
      keywords: {
        type: "array",
        items: { type: "object", properties: { keyword: { type: "string" } } },
      },
    },
  });
  expect(options.map(({ label, type }) => `${label}: ${type}`)).toEqual([
    "All of it: object",
    "keywords: list",
    "keywords › item 1: object",
    "keywords › item 1 › keyword: text",
  ]);
  expect(pathLabel([])).toBe("All of it");
});
