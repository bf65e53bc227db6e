import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine, SchemasContainer } from "@prisma/schema-engine-wasm";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const prismaFolder = path.resolve(import.meta.dirname, "../../prisma");
const migrationsFolder = path.join(prismaFolder, "migrations");

/** No table is managed by anybody else within our schema. */
export const ownTablesOnly = { externalTables: [], externalEnums: [] };

/**
 * Lends out Prisma's schema engine as WebAssembly over our own driver. Prisma's command line would download a native engine
 * instead, which fails where only the package registry can be reached; both keep the same `_prisma_migrations` table.
 * @param url the database to work on
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const pool = catalogPool(url);
  try {
    const datamodels = schemaFiles().files.map((file): [string, string] => [file.path, file.content]);
    const ignoreEngineLog = () => {};
    const adapter = bindMigrationAwareSqlAdapterFactory(migrationAdapter(pool));
    engineLoading ??= loadEngine();
    const Engine = await engineLoading;
    using engine = await Engine.new({ datamodels }, ignoreEngineLog, adapter);
    return await work(engine);
  } finally {
    await pool.end();
  }
}

// Once a process: the glue holds one instance, and a second would take the first's place in mid-use.
let engineLoading: Promise<typeof SchemaEngine> | undefined;

/**
 * The package's own entry imports its WebAssembly as a module, which Node calls experimental and warns of; its parts can be put
 * together by hand.
 */
async function loadEngine(): Promise<typeof SchemaEngine> {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve("@prisma/schema-engine-wasm"));
  const bytes = readFileSync(path.join(folder, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start: () => void }).__wbindgen_start();
  return glue.SchemaEngine;
}

/** prisma/schema.prisma as the engine takes it. */
export function schemaFiles(): SchemasContainer {
  const file = path.join(prismaFolder, "schema.prisma");
  return { files: [{ path: file, content: readFileSync(file, "utf8") }] };
}

/** The migrations in prisma/migrations, oldest first, as the engine takes them. */
export function migrationList(): MigrationList {
  const names = readdirSync(migrationsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  return {
    baseDir: migrationsFolder,
    lockfile: {
      path: "migration_lock.toml",
      content: readFileSync(path.join(migrationsFolder, "migration_lock.toml"), "utf8"),
    },
    shadowDbInitScript: "",
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: {
          tag: "ok",
          value: readFileSync(path.join(migrationsFolder, name, "migration.sql"), "utf8"),
        },
      },
    })),
  };
}

/**
 * Prisma's adapter with two faults mended. It splits a script at every semicolon, which cuts SQL functions in two and leaves half
 * a migration behind when one statement fails: sent whole, Postgres splits it itself and runs it as one transaction. And it
 * refuses Postgres's type "char" (one byte, in system catalogues only), which the engine reads.
 */
function migrationAdapter(pool: pg.Pool): PrismaPg {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      await pool.query(script);
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const { Character, CharacterArray } = ColumnTypeEnum;
      const columnTypes = result.columnTypes.map((type) => (type === CharacterArray ? Character : type));
      return { ...result, columnTypes };
    };
    return adapter;
  };
  return factory;
}

/** A pool that reports "char" as its array type, which the adapter lets through and {@link migrationAdapter} turns back. */
function catalogPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: "planwright migrate" });
  pool.on("error", () => {}); // the statement that follows reports a lost connection
  const [char, charArray] = [18, 1002];
  const query = pool.query.bind(pool) as (config: unknown) => Promise<pg.QueryResult>;
  const disguised = async (config: unknown) => {
    const result = await query(config);
    for (const field of result.fields ?? []) if (field.dataTypeID === char) field.dataTypeID = charArray;
    return result;
  };
  pool.query = disguised as typeof pool.query;
  return pool;
}
