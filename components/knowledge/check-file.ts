import { endingOf, FILE_ENDINGS } from "#lib/domain/document-kinds.ts";
import { MOST_FILE_BYTES } from "#lib/domain/knowledge.ts";

/** Why a file need not be sent at all, or null. The server looks at its content; this only spares the wait. */
export function refusalOf({ name, size }: Pick<File, "name" | "size">): string | null {
  const ending = endingOf(name);
  if (ending !== "" && !(ending in FILE_ENDINGS)) {
    return `A .${ending} file cannot be read. Upload Markdown, text, HTML, CSV, PDF or Word (.docx).`;
  }
  if (size === 0) return "The file is empty.";
  if (size > MOST_FILE_BYTES) return "It is larger than 50 MB. Divide it.";
  if (name.length > 200) return "Its name is longer than 200 characters. Rename it.";
  return null;
}
