import { downloadResponse } from "#lib/actions/download.ts";
import { respond } from "#lib/actions/respond.ts";
import { getDocumentFile } from "#lib/services/get-document-file.ts";

export const GET = respond<{ documentId: string }>(async ({ ctx, params }) =>
  downloadResponse(await getDocumentFile({ ctx, input: params })),
);
