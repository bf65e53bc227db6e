import type { Json, JsonObject } from "#lib/domain/json.ts";

/**
 * What a reviewer has written in the place of an output, while others must approve it too; undefined: nothing; null: it is too large to
 * be shown at once.
 */
export function writtenInstead(editedArgs: JsonObject | null): Json | undefined {
  return editedArgs?.["output"];
}
