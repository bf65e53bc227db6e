import { expect, test } from "vitest";
import { toolSpecs } from "#lib/tools/registry.ts";
import { describeTools } from "./describe-material.ts";
import { slimSchema } from "./slim-schema.ts";

test("what says nothing to a model is left out", () => {
  const day = { type: "string", format: "date", pattern: "^\\d{4}-\\d\\d-\\d\\d$" };
  const whole = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { day, days: { type: "array", items: whole } },
    required: ["day"],
    additionalProperties: false,
  };
  expect(slimSchema(schema)).toEqual({
    type: "object",
    properties: {
      day: { type: "string", format: "date" },
      days: { type: "array", items: { type: "integer", minimum: 1 } },
    },
    required: ["day"],
  });
});

test("properties that are called like keywords, values, patterns and bounds stay", () => {
  const schema = {
    type: "object",
    properties: {
      pattern: { type: "string", pattern: "^[a-z]+$" },
      additionalProperties: { type: "boolean", default: false },
      $schema: { enum: [{ $schema: "x", additionalProperties: false }] },
      share: { type: "number", minimum: 0, maximum: 1 },
    },
    additionalProperties: { type: "string" },
  };
  expect(slimSchema(schema)).toEqual(schema);
});

test("all tools together stay short enough to be sent along with every request to plan", () => {
  expect(describeTools(toolSpecs()).length).toBeLessThan(45_000);
});
