import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { DocumentView } from "#lib/domain/knowledge.ts";
import { readDocuments } from "#lib/knowledge/read-documents.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const ListDocumentsInput = z.object({});

/** Lists the documents of the actor's workspace, by name, without their content. */
export async function listDocuments({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListDocumentsInput>;
}): Promise<DocumentView[]> {
  const workspaceId = authorise(ctx.actor, "read");
  parseInput(ListDocumentsInput, input);
  return readDocuments(ctx.db, workspaceId);
}
