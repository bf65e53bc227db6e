import { respond } from "#lib/actions/respond.ts";
import { getHome } from "#lib/services/get-home.ts";

export const GET = respond(({ ctx }) => getHome({ ctx, input: {} }));
