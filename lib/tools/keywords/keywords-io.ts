import { z } from "zod";
import { Citation } from "../citation.ts";

/** What the keyword tool gives. */
export const KeywordsOutput = z.object({
  keywords: z
    .array(
      z.object({
        keyword: z.string().describe("The keyword"),
        count: z.number().int().describe("How often it stands in the passages"),
        score: z.number().describe("How telling it is; more is better"),
        sources: z.array(Citation).describe("The lines it stands on"),
      }),
    )
    .describe("The keywords, best first"),
});
export type KeywordsOutput = z.infer<typeof KeywordsOutput>;
