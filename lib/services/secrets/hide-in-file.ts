import type { FileContent } from "#lib/domain/file-content.ts";
import { hideInText } from "./hide-in-text.ts";

/** Kinds of files that are text, whatever they are called: their bytes may be read as such. */
const TEXT =
  /^text\/|^(?:application|image)\/(?:.+\+)?(?:json|xml|yaml|x-yaml|toml|sql|javascript|x-javascript|ecmascript|x-ndjson|jsonl|csv|rtf|x-sh|graphql|x-www-form-urlencoded)\s*(?:;|$)/i;

/**
 * A file's content with values of secrets hidden where it is text, also where that is kept as bytes: as UTF-8, and what is none as an
 * encoding with a byte for each character of ASCII. What is no text would be broken by a change of its bytes.
 */
export async function hideInFile<T extends FileContent & { mediaType: string }>(
  file: T,
  values: readonly string[],
): Promise<T> {
  if (file.encoding === undefined) return { ...file, content: await hideInText(file.content, values) };
  if (!TEXT.test(file.mediaType)) return file;
  const bytes = Buffer.from(file.content, "base64");
  const read = utf8Of(bytes);
  const text = read ?? bytes.toString("latin1");
  const hidden = await hideInText(text, values, read === null ? "***" : undefined);
  if (hidden === text) return file;
  return { ...file, content: Buffer.from(hidden, read === null ? "latin1" : "utf8").toString("base64") };
}

/** @returns null for what is not UTF-8. A mark at its beginning stays. */
function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
