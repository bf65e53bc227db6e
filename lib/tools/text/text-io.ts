import { z } from "zod";
import { Citation } from "../citation.ts";

/** What the text tool gives. */
export const TextOutput = z.object({
  text: z.string().describe("The text, in Markdown"),
  assembled: z
    .boolean()
    .describe("True when it was put together from the material; false when a model wrote it"),
  model: z.string().nullable().default(null).describe("The model that wrote it, if one did"),
  citations: z.array(Citation).describe("The places that the text rests on"),
});
export type TextOutput = z.infer<typeof TextOutput>;
