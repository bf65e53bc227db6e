import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, copyFileSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { projectRoot } from "#lib/launch/data-directory.ts";
import { endProcess, identify, killGroupOf, type ProcessIdentity } from "#lib/launch/process-identity.ts";
import { say } from "#lib/launch/progress.ts";

/** A program of ours that is to run as long as the launch does. */
export type Program = {
  name: string;
  /** Arguments for Node. */
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Where its output goes; to the terminal when null. */
  logFile: string | null;
  /** How long it may take to stop before it is killed. */
  stopWithinMs: number;
};

/** A program under supervision. */
export type Supervised = {
  /** The process that runs at this moment. */
  identity: () => ProcessIdentity | null;
  /** @param now aborts when it is no longer to be waited for */
  stop: (now?: AbortSignal) => Promise<void>;
};

const largestLog = 20 * 1024 * 1024;
/** A program that ran this long before it ended is restarted at once. */
const steadyMs = 60_000;

/** How long to wait before a program is started again that has ended `failures` times in a row soon after its start. */
export function restartDelay(failures: number): number {
  return Math.min(30_000, 250 * 2 ** failures);
}

/**
 * Keeps a program running: starts it, and starts it again, more and more slowly, whenever it ends.
 * @param onChange called when its process is another one or none
 */
export function supervise(program: Program, onChange: () => void): Supervised {
  let current: ProcessIdentity | null = null;
  let stopping = false;
  let failures = 0;
  let restart: NodeJS.Timeout | undefined;

  const start = () => {
    const begun = Date.now();
    const child = spawnLogged(program);
    current = child.pid ? identify(child.pid) : null;
    onChange();
    const ended = (how: string) => {
      // Next serves from a child of its own, which would hold the port.
      if (current) killGroupOf(current);
      current = null;
      onChange();
      if (stopping) return;
      failures = Date.now() - begun >= steadyMs ? 0 : failures + 1;
      const delay = restartDelay(failures);
      say(`! ${program.name} ended (${how}); starting it again in ${delay / 1000} s`);
      if (program.logFile) say(indent(lastLines(program.logFile)));
      restart = setTimeout(start, delay);
    };
    child.once("exit", (code, signal) => ended(signal ?? `code ${code}`));
    child.once("error", (cause) => child.pid === undefined && ended(cause.message));
  };
  start();
  const trimming = setInterval(() => program.logFile && trimLog(program.logFile), 60_000);

  return {
    identity: () => current,
    stop: async (now) => {
      stopping = true;
      clearTimeout(restart);
      clearInterval(trimming);
      const signals = [{ signal: "SIGTERM", waitMs: program.stopWithinMs, group: false }] as const;
      if (current) await endProcess(current, signals, now);
    },
  };
}

function spawnLogged({ args, env, logFile }: Program): ChildProcess {
  if (logFile) trimLog(logFile);
  const output = logFile ? openSync(logFile, "a", 0o600) : "inherit";
  // A group of its own: Ctrl+C in a terminal reaches this launch alone, which then ends things in order.
  const child = spawn(process.execPath, [...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", output, output],
  });
  if (typeof output === "number") closeSync(output);
  return child;
}

/** Keeps one older log. Emptying in place works because programs append. */
function trimLog(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found || found.size < largestLog) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-5).join("\n") : "";
}

function indent(text: string): string {
  return text.replace(/^/gm, "    ");
}
