import { respond } from "#lib/actions/respond.ts";
import { listVersions } from "#lib/services/list-versions.ts";

export const GET = respond<{ planId: string }>(({ ctx, params, query }) =>
  listVersions({ ctx, input: { ...params, before: query.get("before") } }),
);
