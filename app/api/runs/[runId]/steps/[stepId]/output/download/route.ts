import { downloadResponse } from "#lib/actions/download.ts";
import { respond } from "#lib/actions/respond.ts";
import { getOutputJson } from "#lib/services/get-output-json.ts";

export const GET = respond<{ runId: string; stepId: string }>(async ({ ctx, params }) =>
  downloadResponse(await getOutputJson({ ctx, input: params })),
);
