import type { Db } from "#lib/db/client.ts";
import { openSecrets, takeSecret } from "#lib/services/secrets/stored-secrets.ts";
import { ToolError, type Secret } from "#lib/tools/contract.ts";

/** How long values that were read are taken to be all there are; what a step itself uses it knows at once. */
const FRESH_MS = 1_000;
const MOST_KNOWN = 1_000;
/** Of a workspace; a token lasts for an hour or so. */
const MOST_NOTED = 100;

/** The values of the secrets of the workspaces whose steps a worker carries out, read once a second at most: every call asks. */
export class WorkspaceSecrets {
  readonly #db: Db;
  readonly #known = new Map<string, { values: Promise<readonly string[]>; until: number }>();

  readonly #noted = new Map<string, Set<string>>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Takes note of a value that is no stored secret and must be kept like one: a token that a sign-in gave. */
  note(workspaceId: string, value: string): void {
    const noted = this.#noted.get(workspaceId) ?? new Set();
    noted.delete(value);
    noted.add(value);
    const [oldest] = noted;
    if (noted.size > MOST_NOTED && oldest !== undefined) noted.delete(oldest);
    if (!this.#noted.has(workspaceId) && this.#noted.size >= MOST_KNOWN) this.#noted.clear();
    this.#noted.set(workspaceId, noted);
  }

  /** All values of a workspace. One that cannot be opened cannot have been given to anybody either. */
  async valuesOf(workspaceId: string): Promise<readonly string[]> {
    const stored = await this.#storedOf(workspaceId);
    const noted = this.#noted.get(workspaceId);
    return noted ? [...stored, ...noted] : stored;
  }

  async #storedOf(workspaceId: string): Promise<readonly string[]> {
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
