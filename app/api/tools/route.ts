import { respond } from "#lib/actions/respond.ts";
import { listTools } from "#lib/services/list-tools.ts";

export const GET = respond(({ ctx }) => listTools({ ctx, input: {} }));
