import { z } from "zod";
import { Citation } from "../citation.ts";

/** What the text tool gives. */
export const TextOutput = z.object({
  text: z.string().describe("The text, in Markdown"),
  assembled: z.literal(true).describe("It was put together from the material, not written by a model"),
  citations: z.array(Citation).describe("The places that the text rests on"),
});
export type TextOutput = z.infer<typeof TextOutput>;
