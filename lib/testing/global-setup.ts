import { randomBytes } from "node:crypto";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "#lib/db/migrate.ts";
import { startPostgres } from "#lib/launch/postgres.ts";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";

/**
 * Vitest calls this once before the database tests: it starts a Postgres that lives as long as they do, with one migrated
 * database to clone. Nothing of the developer's is touched.
 * @returns what stops the server and removes its files
 */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await temporaryDirectory("database");
  // What is thrown away need not survive a power cut.
  const settings = {
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_connections: "300",
  };
  const password = randomBytes(16).toString("hex");
  const server = await startPostgres({
    directory: directory.path,
    password,
    logFile: directory.file("postgres.log"),
    settings,
  });
  const templateDatabase = "planwright_template";
  try {
    const admin = new pg.Client({ connectionString: server.url("postgres") });
    await admin.connect();
    await admin.query(`create database ${templateDatabase}`);
    await admin.end();
    await migrate(server.url(templateDatabase));
  } catch (cause) {
    await server.stop();
    throw cause;
  }
  project.provide("testServer", { adminUrl: server.url("postgres"), templateDatabase });
  return async () => {
    await server.stop();
    directory.remove();
  };
}
