import { z } from "zod";
import type { Db, Tx } from "#lib/db/client.ts";
import { isSignedInTo, McpDefinition, McpPlace, mcpToolName } from "#lib/domain/mcp.ts";
import { SideEffect } from "#lib/domain/tool.ts";
import type { ApprovedTool } from "./approved-tool.ts";
import { problemOf } from "./definition.ts";

const Approved = z.object({ approved: McpDefinition, approvedHash: z.string(), sideEffect: SideEffect });

/** Every tool of MCP servers that a workspace's owners have approved, by name, also those that cannot be called now. */
export async function approvedTools(
  db: Db | Tx,
  workspaceId: string,
): Promise<(ApprovedTool & { serverId: string })[]> {
  const rows = await db.mcpTool.findMany({
    where: { workspaceId, approvedHash: { not: null } },
    include: {
      server: {
        select: { name: true, place: true, enabled: true, signIn: { select: { signedInAt: true } } },
      },
    },
    orderBy: [{ server: { name: "asc" } }, { name: "asc" }],
  });
  return rows.flatMap(({ server, serverId, offeredHash, ...row }) => {
    const { approved: definition, approvedHash, sideEffect } = Approved.parse(row);
    const name = mcpToolName(server.name, definition.name);
    if (name === null || problemOf(server.name, definition) !== null) return [];
    const place = McpPlace.parse(server.place);
    const { enabled, signIn } = server;
    const signedOut = isSignedInTo(place) && (signIn?.signedInAt ?? null) === null;
    const about = { name: server.name, place, enabled, signedOut };
    return [{ name, serverId, server: about, definition, approvedHash, offeredHash, sideEffect }];
  });
}
