import { respondToAnyone } from "#lib/actions/respond.ts";
import { getSharedOutputPage } from "#lib/services/get-shared-output-page.ts";

export const GET = respondToAnyone<{ token: string; stepId: string }>(({ ctx, params, query }) =>
  getSharedOutputPage({ ctx, input: { ...params, offset: Number(query.get("offset") ?? 0) } }),
);
