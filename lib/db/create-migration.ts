import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { migrationList, ownTablesOnly, schemaFiles, withSchemaEngine } from "#lib/db/schema-engine.ts";

/**
 * Finds what prisma/schema.prisma has that the migrations do not make.
 * @param url an empty database; the migrations are applied to it
 * @returns the SQL that is missing, or null when nothing is
 */
export async function missingMigration(url: string): Promise<string | null> {
  const schema = schemaFiles();
  const difference = await withSchemaEngine(url, async (engine) => {
    await engine.applyMigrations({ migrationsList: migrationList(), filters: ownTablesOnly });
    return engine.diff({
      from: { tag: "schemaDatasource", ...schema, configDir: migrationList().baseDir },
      to: { tag: "schemaDatamodel", ...schema },
      script: true,
      exitCode: true,
      filters: ownTablesOnly,
    });
  });
  return difference.exitCode === 0 ? null : difference.stdout;
}

/**
 * Writes the migration that leads from the existing migrations to prisma/schema.prisma, to be read before it is committed.
 * @param url an empty database to work in
 * @param name what it does, in a few words
 * @returns the new file, or null when nothing is missing
 */
export async function createMigration(url: string, name: string): Promise<string | null> {
  const script = await missingMigration(url);
  if (script === null) return null;
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = path.join(
    migrationList().baseDir,
    `${time}_${name.toLowerCase().replace(/[^a-z0-9]+/g, "_")}`,
  );
  mkdirSync(folder);
  const file = path.join(folder, "migration.sql");
  writeFileSync(file, script);
  return file;
}
