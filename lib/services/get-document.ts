import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { DocumentView } from "#lib/domain/knowledge.ts";
import { readDocuments } from "#lib/knowledge/read-documents.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const GetDocumentInput = z.object({ documentId: z.string() });

/**
 * Reads one document with its content.
 * @throws DomainError `not_found` when the workspace has no such document, whatever the id looks like
 */
export async function getDocument({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetDocumentInput>;
}): Promise<DocumentView & { content: string }> {
  const workspaceId = authorise(ctx.actor, "read");
  const id = Id.safeParse(parseInput(GetDocumentInput, input).documentId);
  if (!id.success) throw new DomainError("not_found", "There is no such document.");
  const [[view], row] = await ctx.db.$transaction(
    async (tx) =>
      Promise.all([
        readDocuments(tx, workspaceId, id.data),
        tx.document.findFirst({ where: { workspaceId, id: id.data }, select: { content: true } }),
      ]),
    // Both reads see the same document, though somebody may be replacing it.
    { isolationLevel: "RepeatableRead" },
  );
  if (!view || !row) throw new DomainError("not_found", "There is no such document.");
  return { ...view, content: row.content };
}
