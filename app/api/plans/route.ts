import { respond } from "#lib/actions/respond.ts";
import { listPlans } from "#lib/services/list-plans.ts";

export const GET = respond(({ ctx, query }) =>
  listPlans({ ctx, input: { query: query.get("q") ?? undefined, cursor: query.get("cursor") ?? undefined } }),
);
