import { runMigrations } from "graphile-worker";
import pg from "pg";
import { migrationList, ownTablesOnly, withSchemaEngine } from "#lib/db/schema-engine.ts";

/** Any number that nothing else locks: it keeps two launches from migrating one database at once. */
const lockKey = 7_523_094_118;

/**
 * Brings a database's schema up to date: our migrations, then those of the job queue.
 * @param url the database's address; its role must be allowed to create tables
 * @returns the names of our migrations that were applied now
 * @throws Error when a migration fails; the engine records which one, and later starts fail until that is settled
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: "planwright migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    const input = { migrationsList: migrationList(), filters: ownTablesOnly };
    const applied = await withSchemaEngine(url, (engine) => engine.applyMigrations(input));
    await runMigrations({ connectionString: url });
    return applied.appliedMigrationNames;
  } finally {
    await client.end(); // lets go of the lock
  }
}
