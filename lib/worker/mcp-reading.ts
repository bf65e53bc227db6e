import type { Db } from "#lib/db/client.ts";
import { activePolicy } from "#lib/services/policies/active-policy.ts";
import type { McpReadingMeans } from "#lib/services/record-mcp-server.ts";
import type { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { outboundOf } from "./outbound.ts";
import { WorkspaceSecrets } from "./workspace-secrets.ts";

/** What this worker reads MCP servers with: where a workspace's policy allows, as its steps do. */
export function mcpReading(db: Db, processes: McpProcesses): McpReadingMeans {
  const secrets = new WorkspaceSecrets(db);
  return {
    processes,
    http: (workspaceId) => outboundOf(async () => (await activePolicy(db, workspaceId)).policy, null),
    secret: (workspaceId, name) => secrets.forAttempt(workspaceId).get(name),
  };
}
