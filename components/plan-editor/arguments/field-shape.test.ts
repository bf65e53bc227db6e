import { describe, expect, test } from "vitest";
import { z } from "zod";
import { JsonObject } from "#lib/domain/json.ts";
import type { Argument } from "#lib/domain/step.ts";
import { emptyValue, fieldShape, formFields, labelOf } from "./field-shape.ts";

const schemaOf = (schema: z.ZodType) => JsonObject.parse(JSON.parse(JSON.stringify(z.toJSONSchema(schema))));
const shapeOf = (schema: z.ZodType) => {
  const json = schemaOf(schema);
  return fieldShape(json, json);
};

describe("fieldShape", () => {
  test("each plain type has its control", () => {
    expect(shapeOf(z.string())).toEqual({ kind: "text", long: true });
    expect(shapeOf(z.string().max(80))).toEqual({ kind: "text", long: false });
    expect(shapeOf(z.iso.date())).toEqual({ kind: "text", long: false });
    expect(shapeOf(z.number())).toEqual({ kind: "number", integer: false });
    expect(shapeOf(z.int())).toEqual({ kind: "number", integer: true });
    expect(shapeOf(z.boolean())).toEqual({ kind: "boolean" });
    expect(shapeOf(z.enum(["a", "b"]))).toEqual({ kind: "choice", options: ["a", "b"] });
    expect(shapeOf(z.literal(3))).toMatchObject({ kind: "choice", options: [3] });
    expect(shapeOf(z.array(z.string()))).toEqual({ kind: "list", items: { type: "string" } });
  });

  test("what is the name of something is chosen, unless words and references make it up", () => {
    const json = schemaOf(z.string().meta({ format: "tool" }).nullable());
    expect(fieldShape(json, json)).toEqual({ kind: "named", what: "tool" });
    expect(shapeOf(z.string().meta({ format: "plan" }))).toEqual({ kind: "named", what: "plan" });
    const template: Argument = { kind: "template", parts: ["t.", { ref: "a", path: [] }] };
    expect(fieldShape(json, json, template).kind).toBe("text");
  });

  test("a nullable value keeps its control; a real union and anything are edited as JSON", () => {
    expect(shapeOf(z.string().max(10).nullable())).toEqual({ kind: "text", long: false });
    expect(shapeOf(z.union([z.array(z.string()), z.number()]))).toEqual({ kind: "json" });
    expect(shapeOf(z.json())).toEqual({ kind: "json" });
    expect(shapeOf(z.record(z.string(), z.number()))).toEqual({ kind: "json" });
  });

  test("of a union, what is there decides; a text is the start", () => {
    const json = schemaOf(z.union([z.object({ name: z.string() }), z.string(), z.int()]));
    const kind = (argument?: Argument) => fieldShape(json, json, argument).kind;
    expect(kind()).toBe("text");
    expect(kind({ kind: "literal", value: "Blog" })).toBe("text");
    expect(kind({ kind: "literal", value: 3 })).toBe("number");
    expect(kind({ kind: "literal", value: { name: "Blog" } })).toBe("object");
    expect(kind({ kind: "literal", value: [1] })).toBe("json");
    expect(kind({ kind: "ref", ref: "a", path: [] })).toBe("json");
  });

  test("references inside the schema are followed, circles end", () => {
    const root: JsonObject = {
      $defs: { day: { type: "string", format: "date" }, loop: { $ref: "#/$defs/loop" } },
    };
    expect(fieldShape({ $ref: "#/$defs/day" }, root)).toEqual({ kind: "text", long: false });
    expect(fieldShape({ $ref: "#/$defs/loop" }, root)).toEqual({ kind: "json" });
    expect(fieldShape({ $ref: "#/$defs/none" }, root)).toEqual({ kind: "json" });
  });
});

test("fields keep the schema's order; a property with a default is not required", () => {
  const fields = formFields(
    schemaOf(
      z.object({
        query: z.string().describe("What to look for"),
        perWeek: z.int().default(2),
        note: z.string().optional(),
      }),
    ),
  );
  expect(fields.map(({ name, label, required, fallback }) => ({ name, label, required, fallback }))).toEqual([
    { name: "query", label: "Query", required: true, fallback: undefined },
    { name: "perWeek", label: "Per week", required: false, fallback: 2 },
    { name: "note", label: "Note", required: false, fallback: undefined },
  ]);
  expect(fields[0]?.description).toBe("What to look for");
});

test("a new item has its required parts only", () => {
  const json = schemaOf(
    z.object({ heading: z.string(), content: z.json(), size: z.int().min(5), extra: z.string().optional() }),
  );
  expect(emptyValue(json, json)).toEqual({ heading: "", content: null, size: 5 });
});

test("names become words", () => {
  expect(["totalCents", "goal_budget", "x"].map(labelOf)).toEqual(["Total cents", "Goal budget", "X"]);
});
