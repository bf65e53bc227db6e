import { respond } from "#lib/actions/respond.ts";
import { getPlaybook } from "#lib/services/get-playbook.ts";

export const GET = respond<{ playbookId: string }>(({ ctx, params }) => getPlaybook({ ctx, input: params }));
