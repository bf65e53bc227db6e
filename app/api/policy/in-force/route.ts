import { respond } from "#lib/actions/respond.ts";
import { getPolicyInForce } from "#lib/services/get-policy-in-force.ts";

export const GET = respond(({ ctx }) => getPolicyInForce({ ctx, input: {} }));
