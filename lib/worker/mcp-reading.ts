import type { Db } from "#lib/db/client.ts";
import { activePolicy } from "#lib/services/policies/active-policy.ts";
import type { McpReadingMeans } from "#lib/services/record-mcp-server.ts";
import type { ConnectMeans } from "#lib/tools/http/guarded-connector.ts";
import type { GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import type { McpProcesses } from "#lib/tools/mcp/processes.ts";
import { SignIns } from "#lib/tools/mcp/sign-in/sign-ins.ts";
import { outboundOf } from "./outbound.ts";
import { WorkspaceSecrets } from "./workspace-secrets.ts";

/** What this worker reads MCP servers with: where a workspace's policy allows, as its steps do. */
export function mcpReading(db: Db, processes: McpProcesses): McpReadingMeans {
  const secrets = new WorkspaceSecrets(db);
  const signIns = signInsOf(db, secrets);
  return {
    processes,
    http: wayOutside(db),
    secret: (workspaceId, name) => secrets.forAttempt(workspaceId).get(name),
    signIn: (key, server) => signIns.of(key, server),
  };
}

/** The sign-ins at MCP servers, renewed where a workspace's policy allows; their tokens are kept like secrets. */
export function signInsOf(db: Db, secrets: WorkspaceSecrets, connect: Partial<ConnectMeans> = {}): SignIns {
  const onToken = (workspaceId: string, token: string) => secrets.note(workspaceId, token);
  return new SignIns({ db, http: wayOutside(db, connect), onToken });
}

function wayOutside(db: Db, connect: Partial<ConnectMeans> = {}): (workspaceId: string) => GuardedFetch {
  return (workspaceId) => outboundOf(async () => (await activePolicy(db, workspaceId)).policy, null, connect);
}
