import { respond } from "#lib/actions/respond.ts";
import { getOutputPage } from "#lib/services/get-output-page.ts";

export const GET = respond<{ runId: string; stepId: string }>(({ ctx, params, query }) =>
  getOutputPage({ ctx, input: { ...params, offset: Number(query.get("offset") ?? 0) } }),
);
