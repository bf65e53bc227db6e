import { fileBody, fileRequest } from "#lib/actions/file-request.ts";
import { json, respond } from "#lib/actions/respond.ts";
import { listDocuments } from "#lib/services/list-documents.ts";
import { uploadDocument } from "#lib/services/upload-document.ts";

export const GET = respond(({ ctx }) => listDocuments({ ctx, input: {} }));

/** Takes a file as the request's body, as it comes; what it is called and may replace stands in the address. */
export const POST = respond(async ({ ctx, query, request }) => {
  fileRequest(request);
  const input = {
    name: query.get("name") ?? "",
    existing: query.get("existing") ?? undefined,
    duplicate: query.get("duplicate") ?? undefined,
    body: fileBody(request),
  };
  // What the address says is checked by the verb like any other input.
  return json(
    await uploadDocument({ ctx, input: input as Parameters<typeof uploadDocument>[0]["input"] }),
    201,
  );
});
