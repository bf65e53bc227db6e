import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { failDocument } from "./record-document.ts";

export const StopReadingInput = z.object({ documentId: z.string() });

/**
 * Stops the reading of a document's file. A document that is being replaced keeps its earlier content.
 * @throws DomainError `not_found`; `conflict` when it is not being read
 */
export async function stopReading({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof StopReadingInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const id = Id.safeParse(parseInput(StopReadingInput, input).documentId);
  const document = id.success
    ? await ctx.db.document.findFirst({
        where: { workspaceId, id: id.data },
        select: { id: true, pendingFileId: true },
      })
    : null;
  if (!document) throw new DomainError("not_found", "There is no such document.");
  const { id: documentId, pendingFileId: fileId } = document;
  const stopped =
    fileId !== null && (await failDocument(ctx, { documentId, fileId }, "Its reading was stopped."));
  if (!stopped) throw new DomainError("conflict", "This document is not being read any more.");
}
