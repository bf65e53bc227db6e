import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { Passage } from "#lib/domain/knowledge.ts";
import { line } from "#lib/domain/text.ts";
import { searchChunks } from "#lib/knowledge/search-chunks.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const SearchKnowledgeInput = z.object({ query: line("The search", 500) });

const PASSAGES = 10;

/** Searches the documents of the actor's workspace, as the knowledge search tool does. */
export async function searchKnowledge({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SearchKnowledgeInput>;
}): Promise<Passage[]> {
  const workspaceId = authorise(ctx.actor, "read");
  const { query } = parseInput(SearchKnowledgeInput, input);
  return searchChunks(ctx.db, { workspaceId, query, limit: PASSAGES });
}
