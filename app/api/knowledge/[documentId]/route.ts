import { respond } from "#lib/actions/respond.ts";
import { getDocument } from "#lib/services/get-document.ts";

export const GET = respond<{ documentId: string }>(({ ctx, params, query }) =>
  getDocument({ ctx, input: { ...params, from: Number(query.get("from") ?? 0) } }),
);
