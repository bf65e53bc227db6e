import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { ToolError } from "../contract.ts";
import { Turns } from "./turns.ts";

/** What a confined process may use. */
export type Confinement = {
  /** What is at work, as its errors name it: "The query". */
  what: string;
  seconds: number;
  /** Memory in all, in megabytes, of which Node itself takes about 60. */
  megabytes: number;
  /** Most bytes of its answer. */
  answerBytes: number;
};

/** Room that JavaScript's own heap gets of a process's memory. */
const HEAP_SHARE = 0.6;
/** Each may take hundreds of megabytes and a processor: more at once would only take both from the rest. */
const turns = new Turns(Math.max(2, availableParallelism()));
/** Most that is kept of what a process says of its own end. */
const MOST_SAID = 4_000;

/**
 * Has a program of ours work on something hostile in a process of its own, which holds nothing else: no environment, no
 * connection, no file but the program's own (Node's permission model), no code made from texts. It is killed when its time is over,
 * when it takes too much memory (it watches itself, see child.ts), when it answers too much, and when the signal aborts.
 * @param file the program, from the installation's root; it calls `serveOnce`
 * @param job what it is to work on, which JSON can write
 * @returns its answer, not checked
 * @throws ToolError `too_slow`, `out_of_memory`, `too_large`, `crashed`; the signal's reason, at once
 */
export function inConfinedProcess(
  file: string,
  job: unknown,
  confinement: Confinement,
  signal: AbortSignal,
): Promise<unknown> {
  return turns.take(signal, () => work(file, job, confinement, signal));
}

async function work(
  file: string,
  job: unknown,
  { what, seconds, megabytes, answerBytes }: Confinement,
  signal: AbortSignal,
): Promise<unknown> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [...flags(megabytes), path.join(root(), file), String(megabytes)], {
    cwd: root(),
    // The same time zone everywhere: a file that says when it was made is then the same on every machine.
    env: { NODE_ENV: "production", TZ: "UTC" },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const answer = Promise.withResolvers<unknown>();
  const pieces: Buffer[] = [];
  let bytes = 0;
  let said = "";
  const onAbort = () => answer.reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(
    () => answer.reject(new ToolError("too_slow", `${what} was not done after ${seconds} seconds.`)),
    seconds * 1_000,
  );
  child.stdout.on("data", (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= answerBytes) pieces.push(piece);
    else answer.reject(tooLarge(what, answerBytes));
  });
  child.stderr.on("data", (piece: Buffer) => {
    if (said.length < MOST_SAID) said += piece.toString();
  });
  // A process that ended before it had read everything is told of below.
  child.stdin.on("error", () => undefined);
  child.on("error", (cause) => answer.reject(crashed(what, cause.message)));
  child.on("close", (code) => {
    if (code !== 0)
      answer.reject(/out of memory/i.test(said) ? outOfMemory(what, megabytes) : crashed(what, said));
    else {
      try {
        answer.resolve(JSON.parse(Buffer.concat(pieces).toString()));
      } catch {
        answer.reject(crashed(what, said));
      }
    }
  });
  child.stdin.end(JSON.stringify(job));
  try {
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    child.kill("SIGKILL");
  }
}

function outOfMemory(what: string, megabytes: number): ToolError {
  return new ToolError("out_of_memory", `${what} needs more memory than the ${megabytes} MB it may use.`);
}

function tooLarge(what: string, bytes: number): ToolError {
  return new ToolError("too_large", `${what} gives more than ${Math.round(bytes / 1_000_000)} MB.`);
}

function crashed(what: string, said: string): ToolError {
  return new ToolError("crashed", `${what} ended before it was done.`, {
    retryable: true,
    cause: new Error(said.slice(0, MOST_SAID)),
  });
}

/** Every program of Planwright runs in the installation's own folder. */
function root(): string {
  return path.resolve(/* turbopackIgnore: true */ process.cwd());
}

function flags(megabytes: number): string[] {
  const readable = ["lib", "node_modules", "package.json"].map((name) => path.join(root(), name));
  const real = readable.map((one) => realpathSync(one));
  return [
    "--permission",
    // For the thread that watches over the memory.
    "--allow-worker",
    ...[...new Set([...readable, ...real])].map((one) => `--allow-fs-read=${one}`),
    "--disallow-code-generation-from-strings",
    `--max-old-space-size=${Math.floor(megabytes * HEAP_SHARE)}`,
    "--no-warnings",
  ];
}
