import { expect, test } from "vitest";
import { z } from "zod";
import { toolSpec } from "#lib/testing/tool-spec.ts";
import { testStep } from "#lib/testing/seed-run.ts";
import { schemaAtPath } from "./json-schema.ts";
import { stepOutput } from "./step-output.ts";

const ask = toolSpec("ask", z.object({}), z.record(z.string(), z.json()), { outputFrom: "form" });
const form = { type: "object", properties: { colour: { type: "string" } } };

test("an output whose schema stands in the step is known by it", () => {
  const step = testStep("s", { tool: "ask", args: { form: { kind: "literal", value: form } } });
  const part = stepOutput(step, ask);
  expect(schemaAtPath(part, ["colour"])).toMatchObject({ schema: { type: "string" } });
  expect(schemaAtPath(part, ["size"])).toEqual({ missing: 0 });
  const items = stepOutput({ ...step, kind: "map" }, ask);
  expect(schemaAtPath(items, [0, "colour"])).toMatchObject({ schema: { type: "string" } });
});

test("where it does not stand there, the tool says what it can", () => {
  const open = testStep("s", { tool: "ask", args: { form: { kind: "ref", ref: "before", path: [] } } });
  expect(stepOutput(open, ask).schema).toBe(ask.outputSchema);
  expect(stepOutput(testStep("s", { tool: "ask" }), ask).schema).toBe(ask.outputSchema);
  const odd = testStep("s", { tool: "ask", args: { form: { kind: "literal", value: "text" } } });
  expect(stepOutput(odd, ask).schema).toBe(ask.outputSchema);
});
