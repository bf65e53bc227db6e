import { respond } from "#lib/actions/respond.ts";
import { listComments } from "#lib/services/list-comments.ts";

export const GET = respond<{ planId: string }>(({ ctx, params }) => listComments({ ctx, input: params }));
