import { z } from "zod";
import { JsonObject } from "#lib/domain/json.ts";
import { Details } from "./find-details.ts";

/** What the extraction tool gives. */
export const ExtractOutput = z.object({
  fields: JsonObject.describe("The fields that were asked for, as far as the text has them"),
  missing: z.array(z.string()).describe("Fields that the text does not have"),
  unsupported: z
    .array(z.string())
    .describe(
      "Fields whose value does not stand in the text word for word: look at them before you rely on them",
    ),
  places: z
    .array(z.object({ field: z.string(), line: z.number().int() }))
    .describe("The line of the text that each field's value stands on"),
  assembled: z
    .boolean()
    .describe("True when it was found by the form of the text; false when a model read it"),
  model: z.string().nullable().describe("The model that read it, if one did"),
  found: Details.describe("Dates, amounts, addresses and “name: value” lines in the text"),
});
export type ExtractOutput = z.infer<typeof ExtractOutput>;
