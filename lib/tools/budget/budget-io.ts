import { z } from "zod";
import { Citation } from "../citation.ts";

/** What the budget tool gives. */
export const AllocationOutput = z.object({
  totalCents: z.number().int().describe("The amount that was divided, in cents"),
  currency: z.string().describe("Currency of the amount"),
  lines: z
    .array(
      z.object({
        name: z.string().describe("What the money is for"),
        cents: z.number().int().describe("The amount, in cents"),
        share: z.number().describe("Share of the total, from 0 to 1"),
        reason: z.string().describe("Why it is this much"),
        cites: z.array(Citation).describe("The rows that the amount rests on"),
      }),
    )
    .describe("The lines of the allocation"),
  sumCents: z.number().int().describe("Sum of the lines, in cents; the same as the total"),
});
export type AllocationOutput = z.infer<typeof AllocationOutput>;
