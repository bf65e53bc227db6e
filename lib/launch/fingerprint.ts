import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A hash of files' names and contents, by which a made thing is known to be fresh.
 * @param root what names are relative to
 * @param sources files and folders below it; those that do not exist count as empty
 * @param leaveOut whether a file, by its name relative to root, has no part in what is made
 */
export function fingerprint(
  root: string,
  sources: readonly string[],
  leaveOut: (name: string) => boolean = () => false,
): string {
  const hash = createHash("sha256").update(process.version);
  for (const name of sources.flatMap((source) => listFiles(root, source)).toSorted()) {
    if (leaveOut(name)) continue;
    const content = readFileSync(path.join(root, name));
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function listFiles(root: string, name: string): string[] {
  const found = statSync(path.join(root, name), { throwIfNoEntry: false });
  if (!found) return [];
  if (found.isFile()) return [name];
  return readdirSync(path.join(root, name)).flatMap((entry) => listFiles(root, path.join(name, entry)));
}

/**
 * Makes something unless it is fresh.
 * @param stamp the file that keeps the fingerprint of what it was last made from
 * @param present a file that is there when the made thing is
 * @returns whether it was made now
 */
export async function makeWhenStale(
  { stamp, present, wanted }: { stamp: string; present: string; wanted: string },
  make: () => Promise<void>,
): Promise<boolean> {
  if (existsSync(present) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  return true;
}
