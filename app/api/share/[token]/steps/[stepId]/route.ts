import { respondToAnyone } from "#lib/actions/respond.ts";
import { getSharedStep } from "#lib/services/get-shared-step.ts";

export const GET = respondToAnyone<{ token: string; stepId: string }>(({ ctx, params }) =>
  getSharedStep({ ctx, input: params }),
);
