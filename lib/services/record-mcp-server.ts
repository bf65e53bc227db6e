import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { isSignedInTo, McpPlace } from "#lib/domain/mcp.ts";
import { ToolError, type Secret } from "#lib/tools/contract.ts";
import type { GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import type { Offer } from "#lib/tools/mcp/connection.ts";
import { connectFailure } from "#lib/tools/mcp/failure.ts";
import { withServer } from "#lib/tools/mcp/mcp-server.ts";
import type { McpProcesses } from "#lib/tools/mcp/processes.ts";
import type { SignIn } from "#lib/tools/mcp/sign-in/sign-in.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const RecordMcpServerInput = z.object({ serverId: Id, readingId: Id });

/** What a worker reads servers with: its processes, and of a workspace the way outside and the secrets. */
export type McpReadingMeans = {
  processes: McpProcesses;
  http: (workspaceId: string) => GuardedFetch;
  secret: (workspaceId: string, name: string) => Promise<Secret>;
  /** The sign-in at a server of the workspace, by its name. */
  signIn: (key: { workspaceId: string; serverId: string }, server: string) => SignIn;
};

/** How long a server may take to be reached and to list its tools, in all. */
const PATIENCE_MS = 60_000;

/**
 * Reads which tools a server offers, and records it. What an owner approved stays as it is: where the server now says something else, the
 * tool cannot be called until somebody has looked. Safe to repeat, and over when the server is gone or is read anew.
 * @throws the signal's reason when it is aborted; Error when it broke for a reason of ours
 */
export async function recordMcpServer({
  ctx,
  input,
  means,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RecordMcpServerInput>;
  means: McpReadingMeans & { signal: AbortSignal };
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const key = parseInput(RecordMcpServerInput, input);
  const row = await ctx.db.mcpServer.findUnique({
    where: { workspaceId_id: { workspaceId, id: key.serverId } },
    select: { name: true, place: true, reading: true },
  });
  if (row?.reading !== key.readingId) return;
  const place = McpPlace.parse(row.place);
  const server = { workspaceId, name: row.name, place };
  const late = AbortSignal.timeout(PATIENCE_MS);
  const signal = AbortSignal.any([means.signal, late]);
  const now = new Date();
  try {
    const { offer, about } = await withServer(
      server,
      {
        processes: means.processes,
        http: means.http(workspaceId),
        secret: (name) => means.secret(workspaceId, name),
        signIn: isSignedInTo(place) ? means.signIn({ workspaceId, serverId: key.serverId }, row.name) : null,
        signal,
        now,
      },
      async (connection, said) => {
        connection.forget();
        const asked = connection.listTools(signal).catch((cause: unknown) => {
          signal.throwIfAborted();
          throw connectFailure(cause, { server: row.name, said: said(), now });
        });
        return { offer: await asked, about: connection.about };
      },
    );
    await ctx.db.$transaction((tx) => finish(tx, { workspaceId, ...key }, offer, about));
  } catch (cause) {
    means.signal.throwIfAborted();
    if (late.aborted) await failMcpServer(ctx, key, "It did not say in time which tools it has.");
    else if (cause instanceof ToolError) await failMcpServer(ctx, key, cause.message);
    else throw cause;
  }
}

type Key = { workspaceId: string; serverId: string; readingId: string };

async function finish(tx: Tx, key: Key, offer: Offer, about: string | null): Promise<void> {
  const { workspaceId, serverId, readingId } = key;
  const { count } = await tx.mcpServer.updateMany({
    where: { workspaceId, id: serverId, reading: readingId },
    data: { state: "ready", reading: null, readAt: new Date(), about, message: leftOutSays(offer.leftOut) },
  });
  if (count === 0) return;
  const where = { workspaceId, serverId, name: { notIn: offer.tools.map(({ name }) => name) } };
  await tx.mcpTool.deleteMany({ where: { ...where, approvedHash: null } });
  await tx.mcpTool.updateMany({ where, data: { offered: Prisma.DbNull, offeredHash: null } });
  const rows = offer.tools.map((definition) => ({
    name: definition.name,
    definition,
    hash: offer.hashes.get(definition.name),
  }));
  await tx.$executeRaw`
    insert into mcp_tools (workspace_id, server_id, name, offered, offered_hash)
    select ${workspaceId}, ${serverId}, tool.name, tool.definition, tool.hash
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as tool(name text, definition jsonb, hash text)
    on conflict (workspace_id, server_id, name)
    do update set offered = excluded.offered, offered_hash = excluded.offered_hash`;
}

function leftOutSays(count: number): string | null {
  if (count === 0) return null;
  const what = count === 1 ? "One of its tools was" : `${count} of its tools were`;
  return `${what} left out: its description is too long, or there are too many.`;
}

/** Ends a reading that came to nothing. @param reason a sentence for a person @returns false when another reading counts */
export async function failMcpServer(
  ctx: ServiceContext,
  { serverId, readingId }: { serverId: string; readingId: string },
  reason: string,
): Promise<boolean> {
  const workspaceId = authorise(ctx.actor, "own");
  const { count } = await ctx.db.mcpServer.updateMany({
    where: { workspaceId, id: serverId, reading: readingId },
    data: { state: "failed", reading: null, message: reason },
  });
  return count > 0;
}
