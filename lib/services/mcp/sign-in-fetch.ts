import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { Db } from "#lib/db/client.ts";
import { activePolicy } from "#lib/services/policies/active-policy.ts";
import { guardedFetch, type GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";
import { oauthFetch } from "#lib/tools/mcp/sign-in/oauth-fetch.ts";

/** How long dealing with an authorization server may take while a person waits, in all. */
const PATIENCE_MS = 30_000;

/** The way to authorization servers for one piece of work: where the workspace's policy allows. @param http another one, for tests */
export async function signInFetch(db: Db, workspaceId: string, http?: GuardedFetch): Promise<FetchLike> {
  const way = http ?? guardedFetch({ domains: (await activePolicy(db, workspaceId)).policy.domains });
  return oauthFetch(way, AbortSignal.timeout(PATIENCE_MS));
}
