import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createDb, type Database } from "#lib/db/client.ts";

/** Opens the database of the installation that the specs run against, to put things into it that no screen can make. */
export function openInstallation(): Database {
  return createDb(process.env["DATABASE_URL"] || embeddedAddress(), 2);
}

function embeddedAddress(): string {
  const directory = process.env["PLANWRIGHT_DATA_DIR"] || path.join(os.tmpdir(), "planwright-e2e");
  const kept = (file: string): unknown => JSON.parse(readFileSync(path.join(directory, file), "utf8"));
  const { databasePassword } = kept("secrets.json") as { databasePassword: string };
  return `postgresql://planwright:${databasePassword}@127.0.0.1:${String(kept("database-port.json"))}/planwright`;
}
