import { z } from "zod";
import { Id, StepRunId } from "./ids.ts";

const micros = z.number().int();

/** What something has cost. `unknown`: some of it has no known price. */
export const Cost = z.object({ micros, unknown: z.boolean() });
export type Cost = z.infer<typeof Cost>;

/**
 * Where the cost of a run comes from, by each of which it can be added up: steps, replans and the runs below it; or tools, models and the
 * runs below it. `earlier`: the share of attempts that came to nothing (failed, lost, stopped).
 */
export const RunCost = z.object({
  /** All of it: the run's own figure. */
  total: Cost,
  /** What is held under spend caps for calls whose end is not known, and what was counted in the end where it never will be. */
  held: micros,
  lost: micros,
  earlier: Cost,
  steps: z.array(
    z.object({
      /** Of an item of a map, the map. */
      stepId: StepRunId,
      toolMicros: micros,
      models: Cost,
      tokens: z.number().int(),
      calls: z.number().int(),
      attempts: z.number().int(),
      earlier: Cost,
    }),
  ),
  replans: Cost.extend({ tokens: z.number().int() }).nullable(),
  tools: z.array(
    z.object({
      tool: z.string(),
      micros,
      calls: z.number().int(),
      failed: z.number().int(),
      seconds: z.number(),
    }),
  ),
  models: z.array(
    Cost.extend({
      provider: z.string(),
      model: z.string(),
      requests: z.number().int(),
      failed: z.number().int(),
      tokens: z.number().int(),
    }),
  ),
  below: z.array(Cost.extend({ runId: Id, number: z.number().int(), planTitle: z.string() })),
});
export type RunCost = z.infer<typeof RunCost>;
