import type { Manifest } from "#lib/domain/manifest.ts";
import type { Policy } from "#lib/domain/policy.ts";
import { guardedFetch, type GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";

/**
 * The way outside for one attempt: to where the workspace's policy allows at that moment and its run was approved for, redirects
 * included.
 * @param manifest null: the run began before there were manifests
 */
export function outboundOf(policy: () => Promise<Policy>, manifest: Manifest | null): GuardedFetch {
  return async (url, init) => {
    const { domains } = await policy();
    return guardedFetch({ domains: manifest ? [domains, manifest] : domains })(url, init);
  };
}
