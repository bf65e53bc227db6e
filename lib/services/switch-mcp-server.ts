import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { beginReading } from "./mcp/begin-reading.ts";
import { noServer } from "./mcp/server-key.ts";

export const SwitchMcpServerInput = z.object({ serverId: Id, enabled: z.boolean() });

/** Switches an MCP server on or off. Of one that is off no tool can be called; one that is switched on is read anew. */
export async function switchMcpServer({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SwitchMcpServerInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const { serverId: id, enabled } = parseInput(SwitchMcpServerInput, input);
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.mcpServer.updateMany({ where: { workspaceId, id }, data: { enabled } });
    if (count === 0) throw noServer();
    if (enabled) await beginReading(tx, { workspaceId, serverId: id });
  });
}
