import type { Manifest } from "#lib/domain/manifest.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { ConnectMeans } from "#lib/tools/http/guarded-connector.ts";
import { guardedFetch, type GuardedFetch } from "#lib/tools/http/guarded-fetch.ts";

/**
 * The way outside for one attempt: to where the workspace's policy allows at that moment and its run was approved for, redirects
 * included.
 * @param manifest null: the run began before there were manifests
 * @param connect how names are resolved and addresses dialled; only tests have others than the system's
 */
export function outboundOf(
  policy: () => Promise<Policy>,
  manifest: Manifest | null,
  connect: Partial<ConnectMeans> = {},
): GuardedFetch {
  return async (url, init) => {
    const { domains } = await policy();
    return guardedFetch({ domains: manifest ? [domains, manifest] : domains, connect })(url, init);
  };
}
