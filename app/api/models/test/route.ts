import { jsonBody } from "#lib/actions/json-body.ts";
import { respond } from "#lib/actions/respond.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { testModel, TestModelInput } from "#lib/services/test-model.ts";

// No server action: those of one page wait for each other, and this may take as long as a model does.
export const POST = respond(async ({ ctx, request }) => {
  const input = parseInput(TestModelInput, await jsonBody(request));
  return testModel({ ctx, input, signal: request.signal });
});
