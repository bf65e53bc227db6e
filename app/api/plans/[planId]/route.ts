import { respond } from "#lib/actions/respond.ts";
import { getPlan } from "#lib/services/get-plan.ts";

export const GET = respond<{ planId: string }>(({ ctx, params }) => getPlan({ ctx, input: params }));
