import { respond } from "#lib/actions/respond.ts";
import { getCandidates } from "#lib/services/get-candidates.ts";

export const GET = respond<{ planId: string }>(({ ctx, params }) => getCandidates({ ctx, input: params }));
