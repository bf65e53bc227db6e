import { respond } from "#lib/actions/respond.ts";
import { listRunEvents } from "#lib/services/list-run-events.ts";

export const GET = respond<{ runId: string }>(({ ctx, params, query }) =>
  listRunEvents({
    ctx,
    input: {
      ...params,
      ...(query.has("before") && { before: Number(query.get("before")) }),
      limit: Number(query.get("limit") ?? 1_000),
    },
  }),
);
