import { respond } from "#lib/actions/respond.ts";
import { listDeciders } from "#lib/services/list-deciders.ts";

export const GET = respond<{ approvalId: string }>(({ ctx, params }) => listDeciders({ ctx, input: params }));
