import type { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { DocumentInput } from "#lib/domain/knowledge.ts";
import { ingestDocument } from "#lib/knowledge/ingest-document.ts";
import { BrokenCsv } from "#lib/knowledge/parse-csv.ts";
import { announce } from "#lib/events/announce.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { askForVectors, KNOWLEDGE_TOPIC, tellOfDocuments } from "./knowledge/tell-of-documents.ts";

export const SaveDocumentInput = DocumentInput;

/** The largest document makes some thousand chunks, which take seconds to index on a slow machine. */
const TIMEOUT_MS = 60_000;

/**
 * Stores a document in the actor's workspace and makes it searchable; one of the same name is replaced.
 * @throws DomainError `invalid` by field; a CSV that cannot be read is named with its line
 */
export async function saveDocument({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SaveDocumentInput>;
}): Promise<{ documentId: string }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const document = parseInput(SaveDocumentInput, input);
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  try {
    const documentId = await ctx.db.$transaction(
      async (tx) => {
        const saved = await ingestDocument(tx, { workspaceId, createdBy, sample: false, document });
        await askForVectors(tx, workspaceId);
        await tellOfDocuments(tx, workspaceId, [saved.documentId]);
        return saved.documentId;
      },
      { timeout: TIMEOUT_MS },
    );
    announce(ctx.db, workspaceId, [KNOWLEDGE_TOPIC]);
    return { documentId };
  } catch (error) {
    if (!(error instanceof BrokenCsv)) throw error;
    const issues = [{ path: ["content"], message: error.message }];
    throw new DomainError("invalid", error.message, { issues, cause: error });
  }
}
