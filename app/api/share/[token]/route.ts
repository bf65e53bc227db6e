import { respondToAnyone } from "#lib/actions/respond.ts";
import { checkShare } from "#lib/services/check-share.ts";

export const GET = respondToAnyone<{ token: string }>(({ ctx, params }) =>
  checkShare({ ctx, input: params }),
);
