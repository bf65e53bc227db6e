import { respond } from "#lib/actions/respond.ts";
import { getDocument } from "#lib/services/get-document.ts";

export const GET = respond<{ documentId: string }>(({ ctx, params }) => getDocument({ ctx, input: params }));
