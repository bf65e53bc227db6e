import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { PassagePage } from "#lib/domain/knowledge.ts";
import { readDocuments } from "#lib/knowledge/read-documents.ts";
import { authorise, type ServiceContext } from "./context.ts";

/** `from`: the position of the first passage that is wanted. */
export const GetDocumentInput = z.object({
  documentId: z.string(),
  from: z.number().int().min(0).max(10_000_000).default(0),
});

const AT_ONCE = 100;

/**
 * Reads one document's passages with their positions, a hundred at a time.
 * @throws DomainError `not_found` when the workspace has no such document, whatever the id looks like
 */
export async function getDocument({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetDocumentInput>;
}): Promise<PassagePage> {
  const workspaceId = authorise(ctx.actor, "read");
  const { documentId, from } = parseInput(GetDocumentInput, input);
  const id = Id.safeParse(documentId);
  if (!id.success) throw new DomainError("not_found", "There is no such document.");
  return ctx.db.$transaction(
    async (tx) => {
      const [document] = await readDocuments(tx, workspaceId, id.data);
      const row = await tx.document.findFirst({
        where: { workspaceId, id: id.data },
        select: { generation: true },
      });
      if (!document || !row) throw new DomainError("not_found", "There is no such document.");
      const found = await tx.chunk.findMany({
        where: { workspaceId, documentId: id.data, generation: row.generation, position: { gte: from } },
        select: { position: true, heading: true, line: true, page: true, text: true },
        orderBy: { position: "asc" },
        take: AT_ONCE + 1,
      });
      return { document, passages: found.slice(0, AT_ONCE), next: found[AT_ONCE]?.position ?? null };
    },
    // All reads see the same document, though somebody may be replacing it.
    { isolationLevel: "RepeatableRead" },
  );
}
