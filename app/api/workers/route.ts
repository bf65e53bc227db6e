import { respond } from "#lib/actions/respond.ts";
import { listWorkers } from "#lib/services/list-workers.ts";

export const GET = respond(({ ctx }) => listWorkers({ ctx, input: {} }));
