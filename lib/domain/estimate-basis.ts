import { z } from "zod";
import { Range } from "./estimate-range.ts";
import { StepId } from "./ids.ts";
import { ModelPrice } from "./model.ts";

/**
 * What earlier uses took.
 * - `count`: how many there are, ENOUGH_USES at least.
 * - `seconds`: from the first attempt's start to the end.
 * - `costMicros`: tools and models together, as far as prices are known; `costUnknown`: some price was not. `toolMicros`: tools alone.
 * - `outputBytes`: how much came out, as it is stored.
 */
const Uses = z.object({
  count: z.number().int(),
  seconds: Range,
  costMicros: Range,
  costUnknown: z.boolean(),
  toolMicros: Range,
  outputBytes: z.number(),
});
export type Uses = z.infer<typeof Uses>;

/** What a step took in the plan's earlier runs with this tool, asking these models (`modelsKey`). */
export const StepUses = Uses.extend({ tool: z.string(), models: z.string() });
export type StepUses = z.infer<typeof StepUses>;

/**
 * What a tool took in the workspace. `models` (`modelsKey`) and `size` (`sizeClass` of its arguments) say which uses those are; null:
 * of all that asked models, or of all that asked none, as `asked` says.
 */
export const ToolUses = Uses.extend({
  tool: z.string(),
  models: z.string().nullable(),
  size: z.number().int().nullable(),
  asked: z.boolean().nullable(),
});
export type ToolUses = z.infer<typeof ToolUses>;

/** A model that a role uses first; its price is null when that is unknown. */
export const AskedModel = z.object({
  provider: z.string(),
  model: z.string(),
  price: ModelPrice.nullable(),
});
export type AskedModel = z.infer<typeof AskedModel>;

/** Whatever is known for estimating a plan's steps. `items`: how many items a map usually has. */
export const EstimateBasis = z.object({
  steps: z.array(StepUses.extend({ stepId: StepId })),
  tools: z.array(ToolUses),
  items: z.record(z.string(), z.number()),
  models: z.object({ executor: AskedModel.nullable(), checker: AskedModel.nullable() }),
});
export type EstimateBasis = z.infer<typeof EstimateBasis>;
