import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { identify, isAlive, type ProcessIdentity } from "#lib/launch/process-identity.ts";

/** Who holds a claim, and what they noted in it. */
export type Claim<Note> = ProcessIdentity & { note: Note };

/**
 * Claims something for this process by a file, taking over from a holder that is dead.
 * @param note what others read while the claim is held
 * @returns null when it is ours, otherwise the living holder
 */
export function claim<Note>(file: string, note: Note): Claim<Note> | null {
  const self = identify(process.pid);
  if (!self) throw new Error("This process cannot find itself in the system's process table.");
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ ...self, note } satisfies Claim<Note>), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(own, file); // a link appears whole or not at all, and never over another
        return null;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      }
      const holder = readClaim<Note>(file);
      if (holder && isAlive(holder)) return holder;
      removeDead(file);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Reads a claim; null when there is none (or, after a power cut, an unreadable one). */
export function readClaim<Note>(file: string): Claim<Note> | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Claim<Note>;
  } catch {
    return null;
  }
}

/** Changes the note of a claim this process holds. */
export function renote(file: string, note: unknown): void {
  const self = identify(process.pid);
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ ...self, note }), { mode: 0o600 });
  renameSync(own, file);
}

/** Gives a claim up. */
export function release(file: string): void {
  rmSync(file, { force: true });
}

/** Moves the file aside first: of two processes that find the same dead holder, only one moves it. */
function removeDead(file: string): void {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return;
    throw cause;
  }
  const moved = readClaim<unknown>(aside);
  if (!moved || !isAlive(moved)) {
    rmSync(aside);
    return;
  }
  // Between our look and our move another process took over: give it back what is its own.
  try {
    linkSync(aside, file);
  } finally {
    rmSync(aside);
  }
}
