import { createHash, randomBytes } from "node:crypto";
import { startAuthorization } from "@modelcontextprotocol/sdk/client/auth.js";
import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { isSignedInTo, McpPlace } from "#lib/domain/mcp.ts";
import type { GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import { clientFor, informationOf, type OpenClient } from "#lib/tools/mcp/sign-in/sign-in-client.ts";
import { signInFailure } from "#lib/tools/mcp/sign-in/sign-in-failure.ts";
import { findSignInServer, type SignInServer } from "#lib/tools/mcp/sign-in/sign-in-server.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { openClient, sealed } from "./mcp/keep-client.ts";
import { noServer } from "./mcp/server-key.ts";
import { signInFetch } from "./mcp/sign-in-fetch.ts";

export const ConnectMcpServerInput = z.object({ serverId: Id });

/** How long a person may take to sign in. */
const MINUTES_TO_SIGN_IN = 10;

/** From which session a person is sent away, and which address of ours is told to send them back to. */
export type SignInFrom = { sessionId: string; redirectUri: string };

/** As what a state that comes back is looked for. */
export function hashOfState(state: string): string {
  return createHash("sha256").update(state).digest("hex");
}

/**
 * Prepares signing in at an MCP server: finds out where, and gives the address that the person must be sent to. What comes back counts once,
 * in the same session, for some minutes.
 * @param http another way outside than the workspace's, for tests
 * @throws DomainError `not_found`; `conflict` for a server where nobody signs in; `unavailable` with what is wrong
 */
export async function connectMcpServer({
  ctx,
  input,
  from,
  http,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ConnectMcpServerInput>;
  from: SignInFrom;
  http?: GuardedFetch;
}): Promise<{ url: string }> {
  const workspaceId = authorise(ctx.actor, "own");
  const { serverId } = parseInput(ConnectMcpServerInput, input);
  const key = { workspaceId, serverId };
  const found = await ctx.db.mcpServer.findUnique({
    where: { workspaceId_id: { workspaceId, id: serverId } },
    select: { place: true, signIn: true },
  });
  if (!found) throw noServer();
  const place = McpPlace.parse(found.place);
  if (place.kind !== "http" || !isSignedInTo(place) || !found.signIn)
    throw new DomainError("conflict", "Nobody signs in at this server. Change it if it should be so.");
  const known = openClient(found.signIn, key);
  const { client, server } = await prepared(ctx, place.url, known, {
    ...from,
    workspaceId,
    ...(http && { http }),
  });

  const state = randomBytes(32).toString("base64url");
  const { authorizationUrl, codeVerifier } = await startAuthorization(server.metadata.issuer, {
    metadata: server.metadata,
    clientInformation: informationOf(client),
    redirectUrl: from.redirectUri,
    state,
    resource: server.resource,
    ...(server.scope !== null && { scope: server.scope }),
  });
  // Who is signed in stays so, by the client of that sign-in, until the new one has come.
  await ctx.db.$transaction(async (tx) => {
    await tx.mcpSignInAttempt.deleteMany({ where: { workspaceId, expiresAt: { lt: new Date() } } });
    await tx.mcpSignInAttempt.create({
      data: {
        ...key,
        id: hashOfState(state),
        ...from,
        verifier: sealed("verifier", codeVerifier, key),
        server,
        client: client.client,
        clientSecret: client.secret === null ? null : sealed("client", client.secret, key),
        expiresAt: new Date(Date.now() + MINUTES_TO_SIGN_IN * 60_000),
      },
    });
  });
  return { url: authorizationUrl.href };
}

/** Finds the authorization server, and by what it knows us. */
async function prepared(
  { db }: ServiceContext,
  url: string,
  known: OpenClient | null,
  { workspaceId, redirectUri, http }: SignInFrom & { workspaceId: string; http?: GuardedFetch },
): Promise<{ client: OpenClient; server: SignInServer }> {
  try {
    const fetch = await signInFetch(db, workspaceId, http);
    const server = await findSignInServer(url, fetch);
    return { server, client: await clientFor(server, known, redirectUri, fetch) };
  } catch (cause) {
    const { message } = signInFailure(cause, "The server where people sign in", [known?.secret ?? ""]);
    throw new DomainError("unavailable", message, { cause });
  }
}
