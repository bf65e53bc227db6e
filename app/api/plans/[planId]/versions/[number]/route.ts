import { respond } from "#lib/actions/respond.ts";
import { getVersion } from "#lib/services/get-version.ts";

export const GET = respond<{ planId: string; number: string }>(({ ctx, params }) =>
  getVersion({ ctx, input: params }),
);
