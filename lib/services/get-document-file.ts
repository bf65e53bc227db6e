import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { endingOf } from "#lib/domain/document-kinds.ts";
import { DocumentKind } from "#lib/domain/knowledge.ts";
import { readParts, UNREAD } from "#lib/knowledge/document-files.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const GetDocumentFileInput = z.object({ documentId: z.string() });

/** A document as it came. `bytes`: its size. */
export type DocumentFileContent = {
  name: string;
  mediaType: string;
  bytes: number;
  content: AsyncIterable<Uint8Array<ArrayBuffer>>;
};

const TYPES: Record<DocumentKind, { mediaType: string; ending: string }> = {
  markdown: { mediaType: "text/markdown", ending: "md" },
  text: { mediaType: "text/plain", ending: "txt" },
  csv: { mediaType: "text/csv", ending: "csv" },
  html: { mediaType: "text/html", ending: "html" },
  pdf: { mediaType: "application/pdf", ending: "pdf" },
  docx: {
    mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ending: "docx",
  },
};

/**
 * The file that a document was read from, byte for byte, or the text that was typed.
 * @throws DomainError `not_found`
 */
export async function getDocumentFile({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetDocumentFileInput>;
}): Promise<DocumentFileContent> {
  const workspaceId = authorise(ctx.actor, "read");
  const id = Id.safeParse(parseInput(GetDocumentFileInput, input).documentId);
  const document = id.success
    ? await ctx.db.document.findFirst({
        where: { workspaceId, id: id.data },
        select: { name: true, kind: true, fileId: true, pendingFileId: true, generation: true },
      })
    : null;
  if (!document || !id.success) throw new DomainError("not_found", "There is no such document.");
  const { mediaType, ending } = TYPES[DocumentKind.parse(document.kind)];
  const name = endingOf(document.name) === "" ? `${document.name}.${ending}` : document.name;
  const fileId = document.fileId ?? (document.generation === UNREAD ? document.pendingFileId : null);
  const file = fileId
    ? await ctx.db.documentFile.findUnique({ where: { workspaceId_id: { workspaceId, id: fileId } } })
    : null;
  if (file) {
    return {
      name,
      mediaType,
      bytes: file.bytes,
      content: readParts(ctx.db, { workspaceId, fileId: file.id }),
    };
  }
  const typed = await ctx.db.document.findFirst({
    where: { workspaceId, id: id.data },
    select: { content: true },
  });
  const bytes = new TextEncoder().encode(typed?.content ?? "");
  return { name, mediaType, bytes: bytes.length, content: once(bytes) };
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield await Promise.resolve(value);
}
