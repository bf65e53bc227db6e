import { randomBytes } from "node:crypto";
import pg from "pg";
import { createMigration } from "#lib/db/create-migration.ts";
import { startPostgres } from "#lib/launch/postgres.ts";
import { temporaryDirectory } from "#lib/launch/temporary-directory.ts";

// `npm run db:migration -- add-schedules`: writes the migration that prisma/schema.prisma asks for, using a throw-away server.
const name = process.argv.slice(2).join(" ");
if (!name) {
  console.error("Say what the migration does: npm run db:migration -- add schedules");
  process.exit(1);
}
const directory = await temporaryDirectory("migration");
const server = await startPostgres({
  directory: directory.path,
  password: randomBytes(16).toString("hex"),
  logFile: directory.file("postgres.log"),
  settings: { fsync: "off" },
});
try {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  await client.query("create database blank");
  await client.end();
  console.log(
    (await createMigration(server.url("blank"), name)) ??
      "The migrations already make what schema.prisma says.",
  );
} finally {
  await server.stop();
  directory.remove();
}
