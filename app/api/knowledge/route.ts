import { respond } from "#lib/actions/respond.ts";
import { listDocuments } from "#lib/services/list-documents.ts";

export const GET = respond(({ ctx }) => listDocuments({ ctx, input: {} }));
