import { z } from "zod";

/** What models are used for. Each role of a workspace has a model of its own, with fallbacks: a strong planner, a cheap executor. */
export const ModelRole = z.enum(["planner", "executor", "checker", "embedding"]);
export type ModelRole = z.infer<typeof ModelRole>;

/** Tokens as the provider counted them; null where it did not say. `cached` and `reasoning` are part of input and output. */
export const ModelUsage = z.object({
  inputTokens: z.number().int().nullable(),
  cachedTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  reasoningTokens: z.number().int().nullable(),
});
export type ModelUsage = z.infer<typeof ModelUsage>;

/** What asking models took, all tries and fallbacks together. `costMicros`: millionths of a dollar, null when a price is unknown. */
export const ModelSpend = z.object({ usage: ModelUsage, costMicros: z.number().int().nullable() });
export type ModelSpend = z.infer<typeof ModelSpend>;
