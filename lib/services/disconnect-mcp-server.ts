import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import type { GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import { openTokens } from "#lib/tools/mcp/sign-in/sealed-sign-in.ts";
import { SignInServer } from "#lib/tools/mcp/sign-in/sign-in-server.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { openClient, SIGNED_OUT } from "./mcp/keep-client.ts";
import { noServer } from "./mcp/server-key.ts";
import { signInFetch } from "./mcp/sign-in-fetch.ts";

export const DisconnectMcpServerInput = z.object({ serverId: Id });

/**
 * Signs out of an MCP server: the tokens are forgotten at once, and given back where the authorization server takes them back. Its tools
 * cannot be called until somebody signs in again.
 * @param http another way outside than the workspace's, for tests
 * @throws DomainError `not_found`
 */
export async function disconnectMcpServer({
  ctx,
  input,
  http,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DisconnectMcpServerInput>;
  http?: GuardedFetch;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const key = { workspaceId, ...parseInput(DisconnectMcpServerInput, input) };
  const row = await ctx.db.mcpSignIn.findUnique({ where: { workspaceId_serverId: key } });
  if (!row) throw noServer();
  await ctx.db.mcpSignIn.updateMany({
    where: key,
    data: { ...SIGNED_OUT, problem: null, generation: { increment: 1 } },
  });
  const tokens = openTokens(row.tokens, key);
  const server = SignInServer.nullable().parse(row.server);
  const client = openClient(row, key);
  const endpoint = server?.metadata.revocation_endpoint;
  if (!tokens || !client || endpoint === undefined) return;
  const body = new URLSearchParams({ token: tokens.refresh ?? tokens.access, client_id: client.client.id });
  if (client.secret !== null) body.set("client_secret", client.secret);
  // They are forgotten here in any case; whether the other side could be told is not the person's concern.
  await signInFetch(ctx.db, workspaceId, http)
    .then((fetch) => fetch(endpoint, { method: "POST", body }))
    .then((response) => response.body?.cancel())
    .catch(() => undefined);
}
