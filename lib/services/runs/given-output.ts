import { Json } from "#lib/domain/json.ts";
import { hasUnstorable } from "#lib/domain/characters.ts";

const LONGEST_OUTPUT = 1_000_000;

/** An output that a person gives in place of a step's own. */
export const GivenOutput = Json.refine((value) => JSON.stringify(value).length <= LONGEST_OUTPUT, {
  message: "The output is longer than 1,000,000 characters.",
}).refine((value) => !holdsUnstorable(value), {
  message:
    "The output has a character that cannot be kept (NUL or half of a surrogate pair). Remove it and try again.",
});

function holdsUnstorable(value: Json): boolean {
  if (typeof value === "string") return hasUnstorable(value);
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(([key, part]) => hasUnstorable(key) || holdsUnstorable(part));
}
