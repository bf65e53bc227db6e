import { respond } from "#lib/actions/respond.ts";
import { getRunPermissions } from "#lib/services/get-run-permissions.ts";

export const GET = respond<{ runId: string }>(({ ctx, params }) => getRunPermissions({ ctx, input: params }));
