import { jsonBody } from "#lib/actions/json-body.ts";
import { respond } from "#lib/actions/respond.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { tryPrompt, TryPromptInput } from "#lib/services/try-prompt.ts";

// No server action: those of one page wait for each other, and this may take as long as a model does.
export const POST = respond(async ({ ctx, request }) => {
  const input = parseInput(TryPromptInput, await jsonBody(request));
  return tryPrompt({ ctx, input, signal: request.signal });
});
