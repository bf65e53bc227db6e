import { respond } from "#lib/actions/respond.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { finishMcpSignIn } from "#lib/services/finish-mcp-sign-in.ts";

/** Where a person comes back to who was sent away to sign in; the page says what came of it. */
export const GET = respond(async ({ ctx, query }) => {
  const input = {
    state: query.get("state") ?? "",
    code: query.get("code"),
    iss: query.get("iss"),
    error: query.get("error"),
    error_description: query.get("error_description"),
  };
  const known = await finishMcpSignIn({ ctx, input, session: ctx.session.sessionId }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof DomainError && (error.code === "not_found" || error.code === "invalid"))
        return false;
      throw error;
    },
  );
  // Relative, so that it needs no word of the request about where it was sent.
  const location = known ? "/settings/mcp" : "/settings/mcp?sign-in=unknown";
  return new Response(null, { status: 303, headers: { location, "referrer-policy": "no-referrer" } });
});
