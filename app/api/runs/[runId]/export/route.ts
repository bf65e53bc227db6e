import { downloadResponse } from "#lib/actions/download.ts";
import { respond } from "#lib/actions/respond.ts";
import { exportRun } from "#lib/services/export-run.ts";

export const GET = respond<{ runId: string }>(async ({ ctx, params, query }) =>
  downloadResponse(
    await exportRun({ ctx, input: { ...params, as: query.get("as") === "markdown" ? "markdown" : "json" } }),
  ),
);
