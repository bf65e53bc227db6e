import type { Db, Tx } from "#lib/db/client.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { specOfApproved } from "#lib/tools/mcp/approved-tool.ts";
import { approvedTools } from "#lib/tools/mcp/approved-tools.ts";
import { toolSpecs } from "#lib/tools/registry.ts";

/**
 * The tools that plans of a workspace may use, also those that cannot be used now, with the reason: the installation's own, and what owners
 * approved of MCP servers. What nobody approved is not among them, so that no planner reads what its server says about it.
 */
export async function workspaceTools(db: Db | Tx, workspaceId: string): Promise<ToolSpec[]> {
  return [...toolSpecs(), ...(await approvedTools(db, workspaceId)).map(specOfApproved)];
}
