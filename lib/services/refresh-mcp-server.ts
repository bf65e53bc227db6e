import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { beginReading } from "./mcp/begin-reading.ts";
import { noServer } from "./mcp/server-key.ts";

export const RefreshMcpServerInput = z.object({ serverId: Id });

/** Has an MCP server's tools read anew. @throws DomainError `not_found`, `conflict` when it is switched off */
export async function refreshMcpServer({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RefreshMcpServerInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const { serverId } = parseInput(RefreshMcpServerInput, input);
  if (await ctx.db.$transaction((tx) => beginReading(tx, { workspaceId, serverId }))) return;
  if ((await ctx.db.mcpServer.count({ where: { workspaceId, id: serverId } })) === 0) throw noServer();
  throw new DomainError("conflict", "This MCP server is switched off. Switch it on, and it is read.");
}
