import { z } from "zod";
import { JsonObject } from "#lib/domain/json.ts";
import { defineTool, ToolError } from "../contract.ts";
import { ExtractOutput } from "../text/extract-io.ts";
import { fieldsOf, placesOf, readFields } from "../text/extract-fields.ts";
import { fillFields, type FoundField } from "../text/fill-fields.ts";
import { findDetails, type Details } from "../text/find-details.ts";

const Input = z.object({
  text: z.string().min(1, "The text is empty.").max(200_000).meta({
    title: "Text",
    description: "The text to read, such as the output of an earlier step.",
  }),
  schema: z.record(z.string(), z.unknown()).optional().meta({
    title: "Fields",
    description:
      'JSON Schema of the fields to extract, such as {"type": "object", "properties": {"deadline": {"type": "string", "format": "date"}}}. Left out, only dates, amounts, addresses and “name: value” lines are found.',
  }),
});

/** Takes fields out of a text: the executor model reads it; without a model what its form tells is found, and labelled so. */
export const textExtract = defineTool({
  name: "text.extract",
  title: "Extract fields",
  description:
    "Takes the fields of a JSON Schema out of a text: the executor model reads it, or, where none is connected, dates, amounts, addresses and “name: value” lines are found by their form, and it says so.",
  input: Input,
  output: ExtractOutput,
  sideEffect: "read",
  timeoutSeconds: 120,
  typicalSeconds: 1,
  // What models cost is counted apart, by call.
  costMicros: 0,
  asks: { role: "executor", prompt: "step.extract", outputTokens: { p50: 150, p90: 600 } },
  unavailable: () => null,
  run: async ({ text, schema }, context) => {
    context.signal.throwIfAborted();
    const found = findDetails(text);
    const properties = schema === undefined ? null : fieldsOf(JsonObject.parse(schema));
    const access = await context.asking();
    if (properties !== null && access.models.has("executor")) {
      const { fields, missing, model } = await readFields(text, properties, access, context);
      const { places, unsupported } = placesOf(text, fields);
      return {
        output: { fields, missing, unsupported, places, assembled: false, model, found },
        summary: `Read by ${model}: ${counted(fields, missing)}${unsupported.length > 0 ? `; ${unsupported.length} not word for word in the text` : ""}.`,
      };
    }
    const filled = properties === null ? new Map<string, FoundField>() : fillFields(properties, found);
    const missing = Object.keys(properties ?? {}).filter((name) => !filled.has(name));
    if (filled.size === 0 && nothingIn(found)) {
      throw new ToolError(
        "nothing_found",
        "The text has no date, amount, address or “name: value” line, and no model is connected to read it.",
      );
    }
    const fields = Object.fromEntries([...filled].map(([name, { value }]) => [name, value]));
    return {
      output: {
        fields,
        missing,
        unsupported: [],
        places: [...filled].map(([field, { line }]) => ({ field, line })),
        assembled: true,
        model: null,
        found,
      },
      summary: `Found by the form of the text, not read by a model: ${properties === null ? countedDetails(found) : counted(fields, missing)}.`,
    };
  },
});

function counted(fields: JsonObject, missing: readonly string[]): string {
  const all = Object.keys(fields).length + missing.length;
  return `${Object.keys(fields).length} of ${all} ${all === 1 ? "field" : "fields"}`;
}

function countedDetails(found: Details): string {
  const counts = Object.entries(found).flatMap(([kind, list]) =>
    list.length > 0 ? [`${list.length} ${kind}`] : [],
  );
  return counts.join(", ");
}

function nothingIn(found: Details): boolean {
  return Object.values(found).every((list) => list.length === 0);
}
