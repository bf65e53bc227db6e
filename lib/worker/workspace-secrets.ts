import type { Db } from "#lib/db/client.ts";
import { openSecrets, takeSecret } from "#lib/services/secrets/stored-secrets.ts";
import { ToolError, type Secret } from "#lib/tools/contract.ts";

/** How long values that were read are taken to be all there are; what a step itself uses it knows at once. */
const FRESH_MS = 1_000;
const MOST_KNOWN = 1_000;

/** The values of the secrets of the workspaces whose steps a worker carries out, read once a second at most: every call asks. */
export class WorkspaceSecrets {
  readonly #db: Db;
  readonly #known = new Map<string, { values: Promise<readonly string[]>; until: number }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** All values of a workspace. One that cannot be opened cannot have been given to anybody either. */
  async valuesOf(workspaceId: string): Promise<readonly string[]> {
    const known = this.#known.get(workspaceId);
    if (known && performance.now() < known.until) return known.values;
    const values = openSecrets(this.#db, workspaceId).then((secrets) =>
      secrets.flatMap(({ value }) => value ?? []),
    );
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(workspaceId, { values, until: performance.now() + FRESH_MS });
    // What could not be read is not kept.
    values.catch(() => this.#known.delete(workspaceId));
    return values;
  }

  /** The secrets for one attempt. */
  forAttempt(workspaceId: string): AttemptSecrets {
    return new AttemptSecrets(this.#db, workspaceId, () => this.valuesOf(workspaceId));
  }
}

/** The secrets of the workspace as one attempt has them. */
export class AttemptSecrets {
  readonly #db: Db;
  readonly #workspaceId: string;
  readonly #all: () => Promise<readonly string[]>;
  /** What was given out: to be looked for also when it is newer than what is known, or replaced or deleted meanwhile. */
  readonly #given = new Set<string>();

  constructor(db: Db, workspaceId: string, all: () => Promise<readonly string[]>) {
    this.#db = db;
    this.#workspaceId = workspaceId;
    this.#all = all;
  }

  /** @throws ToolError `no_secret` when there is none of that name, or it cannot be opened */
  async get(name: string): Promise<Secret> {
    const secret = await takeSecret(this.#db, this.#workspaceId, name);
    if (secret === null) {
      throw new ToolError(
        "no_secret",
        `There is no secret “${name}”. An owner can store it under Settings, Secrets.`,
      );
    }
    const { value, hosts } = secret;
    if (value === null) {
      const message = `The secret “${name}” cannot be opened: the installation's encryption key is another one than when it was stored. An owner has to enter it again.`;
      throw new ToolError("no_secret", message);
    }
    this.#given.add(value);
    return { value, hosts };
  }

  /** Every value that must not leave or be kept. */
  async values(): Promise<readonly string[]> {
    const all = await this.#all();
    // Mostly there is no other: who looks for them has then got ready for this very list already.
    return [...this.#given].every((value) => all.includes(value))
      ? all
      : [...new Set([...all, ...this.#given])];
  }
}
