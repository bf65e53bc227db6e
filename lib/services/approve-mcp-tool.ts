import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { McpDefinition } from "#lib/domain/mcp.ts";
import { SideEffect } from "#lib/domain/tool.ts";
import { problemOf } from "#lib/tools/mcp/definition.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noServer } from "./mcp/server-key.ts";
import { authorOf } from "./plans/author-of.ts";

/** `hash`: of the definition that was looked at. */
export const ApproveMcpToolInput = z.object({
  serverId: Id,
  name: z.string().max(200),
  hash: z.string().max(100),
  sideEffect: SideEffect,
});

/**
 * Approves a tool of an MCP server as its server describes it, and says what its calls do to the world. From then on plans can use it.
 * @throws DomainError `not_found`; `conflict` when the server describes it otherwise by now; `invalid` for one that nobody could use
 */
export async function approveMcpTool({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ApproveMcpToolInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "own");
  const { serverId, name, hash, sideEffect } = parseInput(ApproveMcpToolInput, input);
  const key = { workspaceId, serverId, name };
  const found = await ctx.db.mcpTool.findUnique({
    where: { workspaceId_serverId_name: key },
    select: { offered: true, offeredHash: true, server: { select: { name: true } } },
  });
  if (!found) throw noServer();
  const offered = McpDefinition.nullable().parse(found.offered);
  if (!offered || found.offeredHash !== hash) throw changedMeanwhile();
  const problem = problemOf(found.server.name, offered);
  if (problem !== null) throw new DomainError("invalid", problem);
  const { count } = await ctx.db.mcpTool.updateMany({
    where: { ...key, offeredHash: hash },
    data: {
      approved: offered,
      approvedHash: hash,
      sideEffect,
      approvedBy: authorOf(ctx.actor),
      approvedAt: new Date(),
    },
  });
  if (count === 0) throw changedMeanwhile();
}

function changedMeanwhile(): DomainError {
  const message = "The server describes this tool otherwise by now. Look at it again, then approve it.";
  return new DomainError("conflict", message);
}
