import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noServer } from "./mcp/server-key.ts";

export const DeleteMcpServerInput = z.object({ serverId: Id });

/** Removes an MCP server with its tools and their approvals. Steps that use one then say that there is no such tool. */
export async function deleteMcpServer({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DeleteMcpServerInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const { serverId: id } = parseInput(DeleteMcpServerInput, input);
  const { count } = await ctx.db.mcpServer.deleteMany({ where: { workspaceId, id } });
  if (count === 0) throw noServer();
}
