import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { createDb, type Database } from "#lib/db/client.ts";
import "#lib/testing/test-server.ts";

/** A migrated database of its own for one test file. */
export type TestDatabase = Pick<Database, "prisma" | "pool"> & { url: string };

/**
 * Clones the migrated template for the calling test file; dropped after the file's tests. Call it at the top of a
 * `*.db.test.ts`: `const { prisma } = await testDb();`
 */
export async function testDb(): Promise<TestDatabase> {
  const { adminUrl, templateDatabase } = inject("testServer");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer(adminUrl, `create database ${name} template ${templateDatabase}`);
  const address = new URL(adminUrl);
  address.pathname = `/${name}`;
  const url = address.toString();
  const database = createDb(url, 10);
  afterAll(async () => {
    await database.close();
    // "force" ends sessions that the code under test opened itself, such as a LISTEN connection.
    await administer(adminUrl, `drop database ${name} with (force)`);
  });
  return { prisma: database.prisma, pool: database.pool, url };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
