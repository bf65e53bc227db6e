import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";

/** The operating system's account that the database runs as. */
export type DatabaseUser = { uid: number; gid: number };

const accountName = "planwright";

/**
 * Chooses the account for the embedded database, since Postgres refuses to run as root.
 * @param dataDirectory an existing data directory keeps the account that owns it
 * @returns undefined when the present user can run it, which is whenever that is not root
 * @throws Error when a system account is needed and cannot be made
 */
export function databaseUser(dataDirectory: string): DatabaseUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataDirectory, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const existing = findAccount();
  if (existing) return existing;
  const options = [
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir",
    "/nonexistent",
    "--shell",
    "/usr/sbin/nologin",
  ];
  try {
    execFileSync("useradd", [...options, accountName], { stdio: "pipe" });
  } catch (cause) {
    // Another start may have made it at this moment.
    const made = findAccount();
    if (made) return made;
    throw new Error(
      `Postgres does not run as root, and the system account "${accountName}" could not be made. ` +
        `Make one (useradd --system ${accountName}), start as another user, or set DATABASE_URL.`,
      { cause },
    );
  }
  const made = findAccount();
  if (!made) throw new Error(`useradd reported success, but /etc/passwd has no account "${accountName}".`);
  return made;
}

function findAccount(): DatabaseUser | null {
  // initdb looks its user up by name, so an arbitrary number would not do.
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name === accountName && uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}
