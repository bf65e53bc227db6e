import { downloadResponse } from "#lib/actions/download.ts";
import { respond } from "#lib/actions/respond.ts";
import { getOutputFile } from "#lib/services/get-output-file.ts";

export const GET = respond<{ runId: string; stepId: string; name: string }>(async ({ ctx, params }) =>
  downloadResponse(await getOutputFile({ ctx, input: params })),
);
