import { respond } from "#lib/actions/respond.ts";
import { listSecretNames } from "#lib/services/list-secret-names.ts";

export const GET = respond(({ ctx }) => listSecretNames({ ctx, input: {} }));
