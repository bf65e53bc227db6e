import { respond } from "#lib/actions/respond.ts";
import { getRunCost } from "#lib/services/get-run-cost.ts";

export const GET = respond<{ runId: string }>(({ ctx, params }) => getRunCost({ ctx, input: params }));
