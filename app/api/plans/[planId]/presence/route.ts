import { jsonBody } from "#lib/actions/json-body.ts";
import { respond } from "#lib/actions/respond.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { tellPresence, TellPresenceInput } from "#lib/services/tell-presence.ts";

const Body = TellPresenceInput.omit({ planId: true });

// No server action: those of one page wait for each other, and saving must not wait for this.
export const POST = respond<{ planId: string }>(async ({ ctx, params, request }) =>
  tellPresence({ ctx, input: { ...parseInput(Body, await jsonBody(request)), ...params } }),
);
