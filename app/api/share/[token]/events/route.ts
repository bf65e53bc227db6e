import { respondToAnyone } from "#lib/actions/respond.ts";
import { listSharedEvents } from "#lib/services/list-shared-events.ts";

export const GET = respondToAnyone<{ token: string }>(({ ctx, params, query }) =>
  listSharedEvents({
    ctx,
    input: {
      ...params,
      ...(query.has("before") && { before: Number(query.get("before")) }),
      limit: Number(query.get("limit") ?? 1_000),
    },
  }),
);
