import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

/** The clone this file belongs to. */
export const projectRoot = path.resolve(import.meta.dirname, "../..");

/** Where a launch keeps what must outlive it. */
export type DataDirectory = {
  path: string;
  /** Held by the launch that uses this directory. */
  claimFile: string;
  logFile: (program: string) => string;
};

/** Made at the first launch and kept: losing them signs everybody out, locks us out of the database and loses stored keys. */
export type Secrets = { databasePassword: string; sessionSecret: string; encryptionKey: string };

/**
 * Finds and makes the data directory: PLANWRIGHT_DATA_DIR, or one of this clone's own. As root that is not in the clone, since
 * the database runs under another account, which may not enter the clone (root's home, say).
 * @throws Error when it cannot be made
 */
export function openDataDirectory(environment: Readonly<Record<string, string | undefined>>): DataDirectory {
  const directory = path.resolve(environment["PLANWRIGHT_DATA_DIR"] || defaultDirectory());
  try {
    mkdirSync(path.join(directory, "logs"), { recursive: true, mode: 0o755 });
  } catch (cause) {
    throw new Error(`The data directory ${directory} cannot be made. Set PLANWRIGHT_DATA_DIR to another.`, {
      cause,
    });
  }
  return {
    path: directory,
    claimFile: path.join(directory, "launch.json"),
    logFile: (program) => path.join(directory, "logs", `${program}.log`),
  };
}

function defaultDirectory(): string {
  if (process.getuid?.() !== 0) return path.join(projectRoot, ".data");
  const clone = createHash("sha256").update(realpathSync(projectRoot)).digest("hex").slice(0, 12);
  return path.join("/var/lib/planwright", clone);
}

/** Reads the directory's secrets, making them at the first launch; only the launch's own account can read the file. */
export function openSecrets(directory: DataDirectory): Secrets {
  const file = path.join(directory.path, "secrets.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>) : {};
  const secrets = {
    databasePassword: kept.databasePassword ?? randomBytes(24).toString("hex"),
    sessionSecret: kept.sessionSecret ?? randomBytes(32).toString("hex"),
    encryptionKey: kept.encryptionKey ?? randomBytes(32).toString("hex"),
  };
  // A directory made by an earlier version lacks the later ones.
  if (Object.keys(secrets).length > Object.keys(kept).length) writeWhole(file, secrets);
  return secrets;
}

/** The port the database had last time. */
export function readDatabasePort(directory: DataDirectory): number | undefined {
  const file = path.join(directory.path, "database-port.json");
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
}

/** Remembers the database's port, so that tools a person connected find it again. */
export function writeDatabasePort(directory: DataDirectory, port: number): void {
  writeWhole(path.join(directory.path, "database-port.json"), port);
}

/** A reader sees the old file or the new one, whatever is cut short. */
function writeWhole(file: string, value: unknown): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, file);
}
