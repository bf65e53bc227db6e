import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const DeleteDocumentInput = z.object({ documentId: z.string() });

/**
 * Deletes a document and its chunks. What earlier runs quoted from it stays in their outputs.
 * @throws DomainError `not_found` when the workspace has no such document
 */
export async function deleteDocument({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DeleteDocumentInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const id = Id.safeParse(parseInput(DeleteDocumentInput, input).documentId);
  const { count } = id.success
    ? await ctx.db.document.deleteMany({ where: { workspaceId, id: id.data } })
    : { count: 0 };
  if (count === 0) throw new DomainError("not_found", "There is no such document.");
}
