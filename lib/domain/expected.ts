import { z } from "zod";

/**
 * Where an expected duration comes from: the same step in the plan's latest `runs`, the step's `author`, the tool's use in the
 * `workspace`, the `tool`'s definition.
 */
export const ExpectedSource = z.enum(["runs", "author", "workspace", "tool"]);
export type ExpectedSource = z.infer<typeof ExpectedSource>;

/**
 * How long a step should take.
 * - `seconds`: all of it, for the run's order and the plan's estimate.
 * - `attemptSeconds`, `slowAfter`: how long one attempt should take and after how long it is slow (of a map: one of its items).
 */
export const Expected = z.object({
  seconds: z.number(),
  attemptSeconds: z.number(),
  slowAfter: z.number(),
  source: ExpectedSource,
});
export type Expected = z.infer<typeof Expected>;
