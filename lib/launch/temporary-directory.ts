import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readClaim } from "#lib/launch/claim.ts";
import { endOrphans, type LaunchNote } from "#lib/launch/launch-note.ts";
import {
  commandLine,
  endProcess,
  identify,
  isAlive,
  type ProcessIdentity,
} from "#lib/launch/process-identity.ts";

/** A directory that is gone after use. */
export type TemporaryDirectory = { path: string; file: (name: string) => string; remove: () => void };

const ownerFile = "owner.json";

/**
 * Makes a directory for one test run that the database's account can enter, and clears away those whose makers were killed,
 * with the database servers still running on them.
 * @param purpose a word for its name
 */
export async function temporaryDirectory(purpose: string): Promise<TemporaryDirectory> {
  const parent =
    process.getuid?.() === 0 ? "/var/lib/planwright/tests" : path.join(os.tmpdir(), "planwright-tests");
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  await clearAbandoned(parent);
  const directory = path.join(parent, `${purpose}-${process.pid}-${Date.now().toString(36)}`);
  mkdirSync(directory, { mode: 0o755 });
  const file = (name: string) => path.join(directory, name);
  writeFileSync(file(ownerFile), JSON.stringify(identify(process.pid)));
  return { path: directory, file, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

async function clearAbandoned(parent: string): Promise<void> {
  for (const name of readdirSync(parent)) {
    const directory = path.join(parent, name);
    if (!isAbandoned(directory)) continue;
    await endPrograms(path.join(directory, "launch.json"));
    await endServer(path.join(directory, "postgres"));
    rmSync(directory, { recursive: true, force: true });
  }
}

function isAbandoned(directory: string): boolean {
  const written = readOrNull(path.join(directory, ownerFile));
  if (written) return !isAlive(JSON.parse(written) as ProcessIdentity);
  // Being made at this moment, or cut short while it was.
  const made = statSync(directory, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > 60_000;
}

/** A launch that lives on ends its programs itself; those of a dead one are ended here. */
async function endPrograms(claimFile: string): Promise<void> {
  const launch = readClaim<LaunchNote>(claimFile);
  if (!launch) return;
  await endProcess(launch, [{ signal: "SIGTERM", waitMs: 30_000, group: false }]);
  await endOrphans(launch.note.programs);
}

async function endServer(files: string): Promise<void> {
  const pid = Number(readOrNull(path.join(files, "postmaster.pid"))?.split("\n")[0]);
  const identity = pid > 0 ? identify(pid) : null;
  if (!identity || !commandLine(pid)?.includes(files)) return;
  await endProcess(identity, [{ signal: "SIGQUIT", waitMs: 5_000, group: false }]);
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
