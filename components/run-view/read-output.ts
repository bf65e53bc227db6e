import { Json } from "#lib/domain/json.ts";
import { ApiError } from "#components/shell/api.ts";

/**
 * Reads an output that a person wrote as JSON.
 * @param otherwise what else they may do, said with what is wrong
 * @throws ApiError when the text is not JSON
 */
export function readOutput(text: string, otherwise = ""): { output: Json } {
  try {
    return { output: Json.parse(JSON.parse(text)) };
  } catch {
    const message = "This is not JSON. Write a text in quotes, a number, or an object in braces.";
    throw new ApiError({ code: "invalid", message: `${message} ${otherwise}`.trim(), issues: [] });
  }
}
