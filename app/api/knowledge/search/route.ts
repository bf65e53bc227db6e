import { respond } from "#lib/actions/respond.ts";
import { searchKnowledge } from "#lib/services/search-knowledge.ts";

export const GET = respond(({ ctx, query }) =>
  searchKnowledge({ ctx, input: { query: query.get("q") ?? "" } }),
);
