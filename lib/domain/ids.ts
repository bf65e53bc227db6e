import { z } from "zod";

export { newId, newStepId } from "./new-id.ts";

/** A row's id: 26 characters of Crockford base 32, the first 10 a millisecond timestamp, so ids sort by age. */
export const Id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/, "This is not an id.");
export type Id = z.infer<typeof Id>;

/** A step's id: unique in its plan, readable where the planner makes it ("keywords"), random where a person does. */
export const StepId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "A step id has lower-case letters, digits, - and _, 64 at most.");
export type StepId = z.infer<typeof StepId>;

/** A step run's id within its run: the step's, for an item of a map with the item's place (from 0): "translate.3". */
export const StepRunId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}(\.\d{1,5})?$/, "This is not the id of a step in a run.");
export type StepRunId = z.infer<typeof StepRunId>;
