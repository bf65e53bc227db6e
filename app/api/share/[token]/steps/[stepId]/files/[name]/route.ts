import { downloadResponse } from "#lib/actions/download.ts";
import { respondToAnyone } from "#lib/actions/respond.ts";
import { getSharedFile } from "#lib/services/get-shared-file.ts";

export const GET = respondToAnyone<{ token: string; stepId: string; name: string }>(async ({ ctx, params }) =>
  downloadResponse(await getSharedFile({ ctx, input: params })),
);
