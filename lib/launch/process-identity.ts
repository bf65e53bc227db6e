import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that cannot be mistaken for a later one that was given the same id: the id and when it started. */
export type ProcessIdentity = { pid: number; startedAt: string };

/**
 * Identifies a running process.
 * @returns null when no such process runs (a zombie counts as gone: it holds no port, file or lock)
 */
export function identify(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === "linux" ? linuxStart(pid) : psField(pid, "lstart");
  return startedAt ? { pid, startedAt } : null;
}

/** The command line of a running process, or null when none runs under this id. */
export function commandLine(pid: number): string | null {
  if (process.platform !== "linux") return psField(pid, "command");
  return readOrNull(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ").trim() || null;
}

/** Whether exactly this process, and not a later one with the same id, still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/**
 * Waits until a process is gone.
 * @returns false when it still runs after `limitMs`, or when `now` aborts
 */
export async function waitUntilGone(
  identity: ProcessIdentity,
  limitMs: number,
  now?: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (isAlive(identity)) {
    if (Date.now() > deadline || now?.aborted) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

/**
 * Ends a process, and the process group it leads, politely and then by force.
 * @param signals what to send in turn, and how long to wait after each; SIGKILL follows the last
 * @param now aborts when it is no longer to be waited for
 */
export async function endProcess(
  identity: ProcessIdentity,
  signals: ReadonlyArray<{ signal: NodeJS.Signals; waitMs: number; group: boolean }>,
  now?: AbortSignal,
): Promise<void> {
  for (const { signal, waitMs, group } of signals) {
    if (!isAlive(identity)) return;
    send(identity.pid, signal, group);
    if (await waitUntilGone(identity, waitMs, now)) return;
  }
  send(identity.pid, "SIGKILL", true);
  await waitUntilGone(identity, 5_000);
}

/**
 * Kills what is left of the process group that a dead process led. The system gives its id to nobody else while the group has
 * members, so a group of that number is that process's, unless a living process has the id, which is then left alone.
 */
export function killGroupOf(dead: ProcessIdentity): void {
  if (identify(dead.pid) || bootOf(dead) !== bootOf(identify(process.pid))) return;
  try {
    process.kill(-dead.pid, "SIGKILL");
  } catch (cause) {
    if (!isGone(cause)) throw cause;
  }
}

function bootOf(identity: ProcessIdentity | null): string | undefined {
  return process.platform === "linux" ? identity?.startedAt.split("@")[1] : "";
}

function isGone(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ESRCH";
}

function send(pid: number, signal: NodeJS.Signals, group: boolean): void {
  for (const target of group ? [-pid, pid] : [pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch (cause) {
      // No such process or group: it ended meanwhile, or leads no group of its own; then try it alone.
      if (!isGone(cause)) throw cause;
    }
  }
}

/** Field 22 of /proc/<pid>/stat, in clock ticks since boot, with the boot's id, since ticks start anew at every boot. */
function linuxStart(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (!stat) return null;
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, ticks] = [fields[0], fields[19]];
  if (state === "Z" || state === "X" || !ticks) return null;
  return `${ticks}@${readOrNull("/proc/sys/kernel/random/boot_id")?.trim() ?? "?"}`;
}

function psField(pid: number, field: string): string | null {
  try {
    return execFileSync("ps", ["-o", `${field}=`, "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null; // ps answers with exit code 1 when there is no such process
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
