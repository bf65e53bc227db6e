import { downloadResponse } from "#lib/actions/download.ts";
import { respond } from "#lib/actions/respond.ts";
import { exportPlan } from "#lib/services/export-plan.ts";

export const GET = respond<{ planId: string }>(async ({ ctx, params }) =>
  downloadResponse(await exportPlan({ ctx, input: params })),
);
