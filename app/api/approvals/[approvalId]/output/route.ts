import { respond } from "#lib/actions/respond.ts";
import { getApprovalOutput } from "#lib/services/get-approval-output.ts";

export const GET = respond<{ approvalId: string }>(({ ctx, params, query }) =>
  getApprovalOutput({ ctx, input: { ...params, offset: Number(query.get("offset") ?? 0) } }),
);
