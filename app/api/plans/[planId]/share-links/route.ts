import { respond } from "#lib/actions/respond.ts";
import { listShareLinks } from "#lib/services/list-share-links.ts";

export const GET = respond<{ planId: string }>(({ ctx, params }) => listShareLinks({ ctx, input: params }));
