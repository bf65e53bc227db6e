import { decodeText, kindOfFile } from "#components/shell/document-kind.ts";
import { DocumentInput } from "#lib/domain/knowledge.ts";

/**
 * Reads a file that comes with a goal.
 * @returns it as a document, or what is wrong with it
 */
export async function readGoalFile(file: File): Promise<DocumentInput | string> {
  const kind = kindOfFile(file.name);
  if (!kind)
    return `“${file.name}” is not a .md, .txt or .csv file. Other kinds can be uploaded under Knowledge.`;
  const content = decodeText(await file.arrayBuffer());
  if (content === null) return `“${file.name}” is not saved as UTF-8 text.`;
  const checked = DocumentInput.safeParse({ name: file.name, kind, content });
  return checked.success
    ? checked.data
    : `“${file.name}”: ${checked.error.issues[0]?.message ?? "it cannot be used."}`;
}
