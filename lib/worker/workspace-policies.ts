import type { Db } from "#lib/db/client.ts";
import type { Policy } from "#lib/domain/policy.ts";
import { activePolicy } from "#lib/services/policies/active-policy.ts";

/** How long a policy that was read is taken to be in force. A change reaches every step that begins a second later. */
const FRESH_MS = 1_000;
const MOST_KNOWN = 1_000;

/** The policies of the workspaces whose steps a worker carries out, read once a second at most: every call asks for one. */
export class WorkspacePolicies {
  readonly #db: Db;
  readonly #known = new Map<string, { policy: Promise<Policy>; until: number }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** The policy that is in force in a workspace. */
  async of(workspaceId: string): Promise<Policy> {
    const known = this.#known.get(workspaceId);
    if (known && performance.now() < known.until) return known.policy;
    const policy = activePolicy(this.#db, workspaceId).then((active) => active.policy);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(workspaceId, { policy, until: performance.now() + FRESH_MS });
    // One that could not be read is not kept.
    policy.catch(() => this.#known.delete(workspaceId));
    return policy;
  }
}
