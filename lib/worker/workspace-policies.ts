import type { Db } from "#lib/db/client.ts";
import type { Policy } from "#lib/domain/policy.ts";
import { activePolicy, type ActivePolicy } from "#lib/services/policies/active-policy.ts";

/** How long a policy that was read is taken to be in force. A change reaches every step that begins a second later. */
const FRESH_MS = 1_000;
const MOST_KNOWN = 1_000;

/** The policies of the workspaces whose steps a worker carries out, read once a second at most: every call asks for one. */
export class WorkspacePolicies {
  readonly #db: Db;
  readonly #known = new Map<string, { active: Promise<ActivePolicy>; until: number }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** The policy that is in force in a workspace. */
  async of(workspaceId: string): Promise<Policy> {
    return (await this.activeOf(workspaceId)).policy;
  }

  /** The same with its number. */
  activeOf(workspaceId: string): Promise<ActivePolicy> {
    const known = this.#known.get(workspaceId);
    if (known && performance.now() < known.until) return known.active;
    const active = activePolicy(this.#db, workspaceId);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(workspaceId, { active, until: performance.now() + FRESH_MS });
    // One that could not be read is not kept.
    active.catch(() => this.#known.delete(workspaceId));
    return active;
  }
}
