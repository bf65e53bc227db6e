import { z } from "zod";
import { mcpCommands } from "#lib/config/env.ts";
import { parseInput } from "#lib/domain/errors.ts";
import {
  McpDefinition,
  McpPlace,
  McpServerState,
  mcpStatusOf,
  mcpToolName,
  type McpServersView,
  type McpToolView,
} from "#lib/domain/mcp.ts";
import { SideEffect } from "#lib/domain/tool.ts";
import { problemOf } from "#lib/tools/mcp/definition.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { signInView } from "./mcp/sign-in-view.ts";

export const ListMcpServersInput = z.object({});

const ToolRow = z.object({
  name: z.string(),
  offered: McpDefinition.nullable(),
  offeredHash: z.string().nullable(),
  approved: McpDefinition.nullable(),
  approvedHash: z.string().nullable(),
  sideEffect: SideEffect,
});

/** The MCP servers of the actor's workspace with their tools, and which of the installation's could be added. @throws DomainError `forbidden` */
export async function listMcpServers({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListMcpServersInput>;
}): Promise<McpServersView> {
  const workspaceId = authorise(ctx.actor, "own");
  parseInput(ListMcpServersInput, input);
  const rows = await ctx.db.mcpServer.findMany({
    where: { workspaceId },
    include: { tools: { orderBy: { name: "asc" } }, signIn: true },
    orderBy: { name: "asc" },
  });
  const servers = rows.map(({ id, name, place, enabled, state, message, about, readAt, tools, signIn }) => ({
    id,
    name,
    place: McpPlace.parse(place),
    enabled,
    state: McpServerState.parse(state),
    message,
    about,
    readAt: readAt?.toISOString() ?? null,
    signIn: signIn && signInView(signIn),
    tools: tools.map((tool) => toolView(name, ToolRow.parse(tool))),
  }));
  const taken = new Set(rows.map(({ name }) => name));
  return { servers, commands: Object.keys(mcpCommands()).filter((name) => !taken.has(name)) };
}

function toolView(server: string, row: z.infer<typeof ToolRow>): McpToolView {
  const { name, offered, offeredHash, approved, approvedHash, sideEffect } = row;
  return {
    name,
    tool: mcpToolName(server, name) ?? name,
    status: mcpStatusOf(offeredHash, approvedHash),
    sideEffect,
    hash: offeredHash,
    offered,
    approved,
    problem: offered && problemOf(server, offered),
  };
}
