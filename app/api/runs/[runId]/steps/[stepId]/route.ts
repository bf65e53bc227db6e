import { respond } from "#lib/actions/respond.ts";
import { getStepRun } from "#lib/services/get-step-run.ts";

export const GET = respond<{ runId: string; stepId: string }>(({ ctx, params }) =>
  getStepRun({ ctx, input: params }),
);
