import { respond } from "#lib/actions/respond.ts";
import { listPlaybooks } from "#lib/services/list-playbooks.ts";

export const GET = respond(({ ctx, query }) =>
  listPlaybooks({ ctx, input: { query: query.get("q") ?? undefined } }),
);
