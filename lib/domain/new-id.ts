import type { Id, StepId } from "./ids.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

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

/** Makes a step id for a step that a person adds. */
export function newStepId(): StepId {
  return `step-${newId().slice(-8)}`;
}
