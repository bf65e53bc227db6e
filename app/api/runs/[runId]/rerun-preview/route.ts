import { respond } from "#lib/actions/respond.ts";
import { previewRerun } from "#lib/services/preview-rerun.ts";

export const GET = respond<{ runId: string }>(({ ctx, params, query }) =>
  previewRerun({
    ctx,
    input: {
      ...params,
      version: query.get("version") === "latest" ? "latest" : "same",
      ...(query.has("from") && { fromStepId: query.get("from") ?? "" }),
    },
  }),
);
