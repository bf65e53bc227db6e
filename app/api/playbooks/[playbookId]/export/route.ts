import { downloadResponse } from "#lib/actions/download.ts";
import { respond } from "#lib/actions/respond.ts";
import { exportPlaybook } from "#lib/services/export-playbook.ts";

export const GET = respond<{ playbookId: string }>(async ({ ctx, params }) =>
  downloadResponse(await exportPlaybook({ ctx, input: params })),
);
