import { Json } from "#lib/domain/json.ts";

/** What to say of a text that {@link readOutput} cannot read. */
export const NOT_JSON = "This is not JSON. Write a text in quotes, a number, or an object in braces.";

/** An output that a person wrote as JSON; null when the text is none. */
export function readOutput(text: string): { output: Json } | null {
  try {
    return { output: Json.parse(JSON.parse(text)) };
  } catch {
    return null;
  }
}
