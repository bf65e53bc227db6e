import { z } from "zod";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** A row's id: 26 characters of Crockford base 32, the first 10 a millisecond timestamp, so ids sort by age. */
export const Id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{26}$/, "This is not an id.");
export type Id = z.infer<typeof Id>;

/**
 * Makes a new row id.
 * @param now milliseconds since the epoch; tests pass a fixed one.
 */
export function newId(now: number = Date.now()): Id {
  let time = "";
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  const random = crypto.getRandomValues(new Uint8Array(16));
  return time + Array.from(random, (byte) => ALPHABET[byte % 32]).join("");
}

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

/** Makes a step id for a step that a person adds. */
export function newStepId(): StepId {
  return `step-${newId().slice(-8)}`;
}
