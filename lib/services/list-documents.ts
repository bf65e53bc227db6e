import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import { parseInput } from "#lib/domain/errors.ts";
import type { KnowledgeList } from "#lib/domain/knowledge.ts";
import { lastSeq } from "#lib/events/read.ts";
import { embedderOf } from "#lib/knowledge/meaning/embedder.ts";
import { readDocuments } from "#lib/knowledge/read-documents.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { meaningState } from "./knowledge/meaning-state.ts";
import { KNOWLEDGE_TOPIC } from "./knowledge/tell-of-documents.ts";

export const ListDocumentsInput = z.object({});

const log = createLogger("knowledge");

/** Lists the documents of the actor's workspace, by name, without their content, and how far they can be searched by meaning. */
export async function listDocuments({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListDocumentsInput>;
}): Promise<KnowledgeList> {
  const workspaceId = authorise(ctx.actor, "read");
  parseInput(ListDocumentsInput, input);
  const embedder = await embedderOf({ db: ctx.db, log }, workspaceId);
  // Read before what it counts: events that come in between are then told once more, never missed.
  const seq = await lastSeq(ctx.db, workspaceId, KNOWLEDGE_TOPIC);
  const [documents, meaning] = await Promise.all([
    readDocuments(ctx.db, workspaceId),
    meaningState(ctx.db, workspaceId, embedder),
  ]);
  return { documents, meaning, seq };
}
