import { randomBytes } from "node:crypto";
import pg from "pg";
import { startPostgres } from "../lib/launch/postgres.ts";
import { temporaryDirectory } from "../lib/launch/temporary-directory.ts";

/** The Postgres that all engines work on. */
export type Server = {
  /** Makes a database and gives its address. */
  newDatabase: (name: string) => Promise<string>;
  dropDatabase: (url: string) => Promise<void>;
  /** Writes out what is dirty, so that no engine's round pays for the one before. */
  checkpoint: () => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Starts a Postgres for the bench, as durable as the product's: fsync and synchronous_commit on. Only what would disturb a
 * measurement is set otherwise than by default: checkpoints are rare, because they are made between the rounds.
 */
export async function startServer(): Promise<Server> {
  const directory = await temporaryDirectory("bench");
  const server = await startPostgres({
    directory: directory.path,
    password: randomBytes(16).toString("hex"),
    logFile: directory.file("postgres.log"),
    settings: {
      fsync: "on",
      synchronous_commit: "on",
      full_page_writes: "on",
      shared_buffers: "512MB",
      max_wal_size: "4GB",
      checkpoint_timeout: "30min",
    },
  });
  const admin = new pg.Pool({ connectionString: server.url("postgres"), max: 1 });
  return {
    newDatabase: async (name) => {
      const database = `bench_${name.replaceAll("-", "_")}`;
      await admin.query(`create database ${database}`);
      return server.url(database);
    },
    dropDatabase: async (url) => {
      await admin.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
    },
    checkpoint: async () => {
      await admin.query("checkpoint");
    },
    stop: async () => {
      await admin.end();
      await server.stop();
      directory.remove();
    },
  };
}
