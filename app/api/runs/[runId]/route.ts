import { respond } from "#lib/actions/respond.ts";
import { getRun } from "#lib/services/get-run.ts";

export const GET = respond<{ runId: string }>(({ ctx, params }) => getRun({ ctx, input: params }));
