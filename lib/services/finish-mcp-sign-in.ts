import { exchangeAuthorization } from "@modelcontextprotocol/sdk/client/auth.js";
import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { storableLine } from "#lib/domain/text.ts";
import { ToolError } from "#lib/tools/contract.ts";
import type { GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import { openPart, type SignInKey } from "#lib/tools/mcp/sign-in/sealed-sign-in.ts";
import { informationOf, SignInClient } from "#lib/tools/mcp/sign-in/sign-in-client.ts";
import { signInFailure } from "#lib/tools/mcp/sign-in/sign-in-failure.ts";
import { SignInServer } from "#lib/tools/mcp/sign-in/sign-in-server.ts";
import { takeTokens, type TokenAnswer } from "#lib/tools/mcp/sign-in/token-answer.ts";
import { hashOfState } from "./connect-mcp-server.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { beginReading } from "./mcp/begin-reading.ts";
import { openClient, sealed } from "./mcp/keep-client.ts";
import { signInFetch } from "./mcp/sign-in-fetch.ts";
import { authorOf } from "./plans/author-of.ts";

const said = z.string().max(4_000).nullable().default(null);

/** What an authorization server sends back, by the names that OAuth gives it. */
export const FinishMcpSignInInput = z.object({
  state: z.string().max(500),
  code: said,
  iss: said,
  error: said,
  error_description: said,
});
type FinishMcpSignInInput = z.output<typeof FinishMcpSignInInput>;

/**
 * Ends what `connectMcpServer` began, with what the person brought back: has the tokens given out for it, keeps them, and has the server
 * read. What went wrong is kept for the owner to read.
 * @param session the one that the person is in now
 * @param http another way outside than the workspace's, for tests
 * @throws DomainError `not_found` for what did not begin in this session, was ended before, or took too long
 */
export async function finishMcpSignIn({
  ctx,
  input,
  session,
  http,
}: {
  ctx: ServiceContext;
  input: z.input<typeof FinishMcpSignInInput>;
  session: string;
  http?: GuardedFetch;
}): Promise<{ signedIn: boolean }> {
  const workspaceId = authorise(ctx.actor, "own");
  const back = parseInput(FinishMcpSignInInput, input);
  const [attempt] = await ctx.db.$queryRaw<unknown[]>`
    delete from mcp_sign_in_attempts
    where workspace_id = ${workspaceId} and id = ${hashOfState(back.state)} and session_id = ${session}
      and expires_at > now()
    returning server_id as "serverId", verifier, redirect_uri as "redirectUri", server, client,
      client_secret as "clientSecret"`;
  if (!attempt) throw notBegun();
  const begun = Begun.parse(attempt);
  const key = { workspaceId, serverId: begun.serverId };
  const where = { workspaceId_serverId: key };
  const row = await ctx.db.mcpSignIn.findUnique({ where });
  if (!row) throw notBegun();
  try {
    const code = codeOf(back, begun.server);
    const fetch = await signInFetch(ctx.db, workspaceId, http);
    const answer = await exchanged(code, begun, key, fetch);
    await ctx.db.$transaction(async (tx) => {
      const { count } = await tx.mcpSignIn.updateMany({
        // Of a client that was changed meanwhile these tokens are not.
        where: { ...key, generation: row.generation },
        data: {
          server: begun.server,
          client: begun.client,
          clientSecret: begun.clientSecret,
          tokens: sealed("tokens", JSON.stringify(answer.tokens), key),
          expiresAt: answer.expiresAt,
          account: answer.account,
          signedInBy: authorOf(ctx.actor),
          signedInAt: new Date(),
          problem: null,
          generation: row.generation + 1,
          renewing: null,
          renewingUntil: null,
        },
      });
      if (count === 0)
        throw new ToolError("bad_sign_in", "Somebody has changed this server meanwhile. Try again.");
      await beginReading(tx, key);
    });
    return { signedIn: true };
  } catch (cause) {
    if (!(cause instanceof ToolError)) throw cause;
    await ctx.db.mcpSignIn.updateMany({ where: key, data: { problem: cause.message } });
    return { signedIn: false };
  }
}

const Begun = z.object({
  serverId: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  server: SignInServer,
  client: SignInClient,
  clientSecret: z.string().nullable(),
});
type Begun = z.infer<typeof Begun>;

/** The code that came back, from the very server that the person was sent to. @throws ToolError */
function codeOf(back: FinishMcpSignInInput, { metadata }: SignInServer): string {
  const { host } = new URL(metadata.issuer);
  const mustSay = metadata.authorization_response_iss_parameter_supported === true;
  if (back.iss === null ? mustSay : back.iss !== metadata.issuer) {
    const message = `The answer did not come from ${host}, where you were sent to sign in. It was not used.`;
    throw new ToolError("bad_sign_in", message);
  }
  if (back.error !== null) {
    const why = storableLine([back.error, back.error_description ?? ""].filter(Boolean).join(": "), 300);
    throw new ToolError("bad_sign_in", `${host} did not let you sign in: ${why}`);
  }
  if (back.code !== null && back.code !== "") return back.code;
  throw new ToolError("bad_sign_in", `${host} sent you back without saying whether you signed in.`);
}

/** Has the tokens given out for a code. @throws ToolError */
async function exchanged(code: string, begun: Begun, key: SignInKey, fetch: FetchLike): Promise<TokenAnswer> {
  const { server, verifier, redirectUri } = begun;
  const codeVerifier = openPart("verifier", verifier, key);
  const client = openClient(begun, key);
  if (!client || codeVerifier === null)
    throw new ToolError(
      "bad_sign_in",
      "The installation's encryption key is another one than before. Try again.",
    );
  try {
    const answer = await exchangeAuthorization(server.metadata.issuer, {
      metadata: server.metadata,
      clientInformation: informationOf(client),
      authorizationCode: code,
      codeVerifier,
      redirectUri,
      resource: server.resource,
      fetchFn: fetch,
    });
    return takeTokens(answer, new Date());
  } catch (cause) {
    const { host } = new URL(server.metadata.token_endpoint);
    throw signInFailure(cause, host, [code, codeVerifier, client.secret ?? ""]);
  }
}

function notBegun(): DomainError {
  const message =
    "This sign-in did not begin in this session, was ended before, or took too long. Begin it again under Settings, MCP servers.";
  return new DomainError("not_found", message);
}
