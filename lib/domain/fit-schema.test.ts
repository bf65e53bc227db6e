import fc from "fast-check";
import { expect, test } from "vitest";
import { misfits } from "./fit-schema.ts";
import { schemaProblem } from "./usable-schema.ts";
import type { Json, JsonObject } from "./json.ts";

const fits: [JsonObject, Json][] = [
  [{}, null],
  [{ type: "object", required: ["x"] }, { x: null }],
  [{ required: ["x"], minLength: 3 }, [1]],
  [{ type: ["string", "null"], minLength: 2 }, null],
  [{ type: "integer" }, 3],
  [{ type: "number", multipleOf: 0.1 }, 0.3],
  [{ const: { a: [1] } }, { a: [1] }],
  [{ enum: [null, { a: 1 }] }, { a: 1 }],
  [{ prefixItems: [{ type: "string" }], items: { type: "number" } }, ["a", 1, 2]],
  [{ items: [{ type: "string" }], additionalItems: { type: "number" } }, ["a", 1, 2]],
  [{ oneOf: [{ type: "string" }, { type: "integer" }] }, 1],
  [{ not: { type: "string" } }, 1],
  [{ type: "array", contains: { const: 2 }, uniqueItems: true }, [1, 2]],
  [{ properties: { pattern: { type: "string" }, $ref: {} } }, { pattern: "a+" }],
  [{ type: "string", minLength: 1, maxLength: 1 }, "🙂"],
];
test.each(fits)("%j takes %j", (schema, value) => {
  expect(schemaProblem(schema)).toBeNull();
  expect(misfits(value, schema)).toEqual([]);
});

const misfit: [JsonObject, Json, string][] = [
  [{ type: "object", required: ["x"] }, {}, "The output must have “x”."],
  [{ type: ["object", "null"], required: ["x"] }, {}, "must have “x”"],
  [{ required: ["toString"] }, {}, "must have “toString”"],
  [{ properties: { a: { type: "integer" } } }, { a: 1.5 }, "“a” must be a whole number."],
  [{ properties: { a: { items: { type: "string" } } } }, { a: ["x", 1] }, "“a.1” must be text."],
  [{ properties: { a: false } }, { a: 1 }, "“a” must not be there."],
  [{ additionalProperties: false, properties: { b: {} } }, { a: 1 }, "“a” must not be there."],
  [{ additionalProperties: { type: "string" } }, { a: 1 }, "“a” must be text."],
  [{ type: "array", minItems: 2 }, [1], "must have 2 items or more, and has 1"],
  [{ type: "array", maxItems: 0 }, [1], "must have 0 items at most, and has 1"],
  [{ prefixItems: [{}], items: false }, [1, 2], "“1” must not be there."],
  [{ contains: { type: "string" } }, [1], "has no item of the kind"],
  [
    { uniqueItems: true },
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    "the same item more than once",
  ],
  [{ minProperties: 1 }, {}, "must have 1 parts or more"],
  [{ minLength: 3 }, "ab", "must have 3 characters or more, and has 2"],
  [{ minimum: 2 }, 1, "must be 2 or more, and is 1"],
  [{ exclusiveMinimum: 1 }, 1, "must be more than 1"],
  [{ exclusiveMaximum: 1 }, 1, "must be less than 1"],
  [{ multipleOf: 2 }, 3, "must be a multiple of 2"],
  [{ const: [1] }, [2], "must be [1]."],
  [{ enum: ["a", 1] }, "b", 'must be one of ["a",1].'],
  [{ anyOf: [{ type: "string" }, { type: "number" }] }, true, "fits none of the alternatives"],
  [{ oneOf: [{ type: "number" }, { type: "integer" }] }, 1, "fits more than one"],
  [{ allOf: [{ required: ["x"] }, { required: ["y"] }] }, { x: 1 }, "must have “y”"],
  [{ not: { type: "string" } }, "a", "is what it must not be"],
];
test.each(misfit)("%j does not take %j", (schema, value, says) => {
  expect(schemaProblem(schema)).toBeNull();
  expect(misfits(value, schema)).toEqual([expect.stringContaining(says)]);
});

test.each<[JsonObject, string]>([
  [{ pattern: "(a+)+$" }, "“pattern”"],
  [{ properties: { a: { $ref: "#" } } }, "“$ref”"],
  [{ type: "objct" }, "“type”"],
  [{ requird: ["a"] }, "“requird”"],
  [{ items: "string" }, "“items”"],
  [{ minimum: "2" }, "“minimum”"],
  [{ multipleOf: 0 }, "“multipleOf”"],
  [{ anyOf: [] }, "“anyOf”"],
  [{ anyOf: [{ if: {} }] }, "“if”"],
  [{ toString: {} }, "“toString”"],
])("a schema that cannot be used says so: %j", (schema, says) => {
  expect(schemaProblem(schema)).toContain(says);
});

test("a schema that goes on and on is refused, and a check over too much is given up", () => {
  let deep: JsonObject = {};
  for (let i = 0; i < 50; i++) deep = { not: deep };
  expect(schemaProblem(deep)).toContain("too large");
  let wide: JsonObject = { type: "number" };
  for (let i = 0; i < 6; i++) wide = { anyOf: [{ allOf: [wide, { const: 0 }] }, { not: wide }] };
  expect(schemaProblem(wide)).toBeNull();
  const list = Array.from({ length: 20_000 }, () => 1);
  expect(misfits(list, { items: wide })).toEqual([expect.stringContaining("too large")]);
});

test("whatever a usable schema is, it never throws", () => {
  const keyword = fc.constantFrom(
    "type",
    "items",
    "required",
    "enum",
    "minimum",
    "anyOf",
    "properties",
    "not",
    "const",
  );
  const schema = fc.dictionary(keyword, fc.jsonValue(), { maxKeys: 3 });
  fc.assert(
    fc.property(schema, fc.jsonValue(), (made, value) => {
      if (schemaProblem(made as JsonObject) === null) misfits(value as Json, made as JsonObject);
    }),
  );
});
