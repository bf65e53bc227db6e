import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { Tx } from "#lib/db/client.ts";
import { announce } from "#lib/events/announce.ts";
import { deleteFile } from "#lib/knowledge/document-files.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { askForVectors, KNOWLEDGE_TOPIC, tellOfKnowledge } from "./knowledge/tell-of-documents.ts";

export const DeleteDocumentInput = z.object({ documentId: z.string() });

/** A hundred thousand passages with their vectors take some seconds on a slow machine. */
const TIMEOUT_MS = 120_000;

/**
 * Deletes a document with its file, passages and vectors, also while it is being read. What earlier runs quoted from it stays in their outputs.
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
  const deleted =
    id.success &&
    (await ctx.db.$transaction((tx) => remove(tx, workspaceId, id.data), { timeout: TIMEOUT_MS }));
  if (!deleted) throw new DomainError("not_found", "There is no such document.");
  announce(ctx.db, workspaceId, [KNOWLEDGE_TOPIC]);
}

/** @returns false when there is no such document */
async function remove(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const [document] = await tx.$queryRaw<{ files: string[] }[]>`
    delete from documents where workspace_id = ${workspaceId} and id = ${id}
    returning array_remove(array[file_id, pending_file_id], null) as files`;
  if (!document) return false;
  for (const fileId of document.files) await deleteFile(tx, { workspaceId, fileId });
  // Where a model is used for so many passages only, others now have their turn.
  await askForVectors(tx, workspaceId);
  await tellOfKnowledge(tx, workspaceId, [{ type: "document.deleted", documentId: id }]);
  return true;
}
