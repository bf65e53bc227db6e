import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { createLogger } from "#lib/config/logger.ts";
import type { KnowledgeSearch } from "#lib/domain/knowledge.ts";
import { line } from "#lib/domain/text.ts";
import { embedderOf } from "#lib/knowledge/meaning/embedder.ts";
import { searchChunks } from "#lib/knowledge/search-chunks.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const SearchKnowledgeInput = z.object({ query: line("The search", 500) });

const PASSAGES = 10;

const log = createLogger("knowledge");

/** Searches the documents of the actor's workspace, as the knowledge search tool does. */
export async function searchKnowledge({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SearchKnowledgeInput>;
}): Promise<KnowledgeSearch> {
  const workspaceId = authorise(ctx.actor, "read");
  const { query } = parseInput(SearchKnowledgeInput, input);
  const embedder = await embedderOf({ db: ctx.db, log }, workspaceId);
  return searchChunks(ctx.db, { workspaceId, query, limit: PASSAGES, meaning: { embedder } });
}
