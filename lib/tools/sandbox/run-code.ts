import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { ToolError } from "../contract.ts";
import { MOST_LEVELS, MOST_LOGS, MOST_OUTPUT_CHARS } from "./code-limits.ts";
import { CodeAnswer, type CodeFault, type CodeStart } from "./code-messages.ts";
import { Turns } from "./turns.ts";

/** How long a program may compute, in milliseconds. */
const MILLISECONDS = 10_000;
/** How much longer its thread may live: for starting, and for telling what came out. */
const GRACE_MS = 2_000;
/**
 * The thread's own memory, beside the interpreter's: room to copy a program, its input and its output. Its stack has to hold what the
 * interpreter's calls need of it: 4 MB broke at a quarter of the depth that the interpreter allows.
 */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 16 };

/** Programs compute without a pause: more of them than processors would leave none to the rest of the worker. */
const turns = new Turns(Math.max(2, availableParallelism()));

const INTERPRETER = "node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm";
let interpreter: Promise<WebAssembly.Module> | null = null;

/**
 * The interpreter, compiled once for the process, which takes a third of the time that a thread would take. It is code that nothing can
 * change; the memory that it works in is each thread's own.
 */
function compiled(): Promise<WebAssembly.Module> {
  interpreter ??= compile().catch((cause: unknown) => {
    interpreter = null;
    throw cause;
  });
  return interpreter;
}

async function compile(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(readFileSync(path.join(/* turbopackIgnore: true */ process.cwd(), INTERPRETER)));
}

/** What a program gave: a JSON value, and what it logged. */
export type CodeResult = { value: unknown; logs: string[]; logsLeftOut: number };

/**
 * Runs a JavaScript program with nothing but the language around it, in a thread and memory of its own that end with it. Its clock
 * stands at `now` and its random numbers follow from program and input, so that the same call gives the same again.
 * @param order `code`: a function's body that may await and returns its result, or a module whose default export is it or gives it
 * @throws ToolError `code_failed`, `too_slow`, `out_of_memory`, `too_deep`, `bad_output`, `too_large`; the signal's reason, at once
 */
export async function runCode(
  {
    code,
    input,
    now,
    milliseconds = MILLISECONDS,
  }: { code: string; input: unknown; now: Date; milliseconds?: number },
  signal: AbortSignal,
): Promise<CodeResult> {
  signal.throwIfAborted();
  const given = JSON.stringify(input ?? null);
  const seed = createHash("sha256").update(code).update("\0").update(given).digest().readInt32LE();
  const order = { code, input: given, now: now.getTime(), seed, milliseconds };
  const start = { order, interpreter: await compiled() };
  const answer = await turns.take(signal, () => inThread(start, signal));
  // All of it came from the program's side, which keeps to no limits but its memory's.
  const logs = answer.logs.slice(0, MOST_LOGS.lines).map((line) => line.slice(0, MOST_LOGS.characters));
  const { json, fault, message, logsLeftOut } = answer;
  if (json === null) throw faultError(fault ?? "memory", message.slice(0, 1_000), milliseconds, logs);
  return { value: JSON.parse(json, withoutPrototypes), logs, logsLeftOut };
}

/** A property of this name becomes something else in the hands of whoever copies the value. */
function withoutPrototypes(name: string, value: unknown): unknown {
  return name === "__proto__" ? undefined : value;
}

async function inThread(start: CodeStart, signal: AbortSignal): Promise<CodeAnswer> {
  const thread = startThread(start);
  const answer = Promise.withResolvers<CodeAnswer>();
  const gone = (fault: CodeFault) =>
    answer.resolve({ json: null, fault, message: "", logs: [], logsLeftOut: 0 });
  const onAbort = () => answer.reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => gone("time"), start.order.milliseconds + GRACE_MS);
  thread.on("message", (message: unknown) => answer.resolve(CodeAnswer.parse(message)));
  // A thread that cannot go on is out of memory: its program has no other way to end it.
  thread.on("error", () => gone("memory"));
  thread.on("exit", () => gone("memory"));
  try {
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    await thread.terminate();
  }
}

/** The file as it lies in the installation, which every program of Planwright runs in: Next's bundler must not follow it. */
function startThread(start: CodeStart): Worker {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), "lib/tools/sandbox/code-thread.ts");
  const thread = new Worker(file, {
    execArgv: [],
    env: {},
    argv: [],
    stdin: false,
    // What the interpreter says of its own end is nobody's.
    stdout: true,
    stderr: true,
    resourceLimits: LIMITS,
    name: "code.run",
    workerData: start,
  });
  thread.stdout.resume();
  thread.stderr.resume();
  return thread;
}

function faultError(
  fault: CodeFault,
  message: string,
  milliseconds: number,
  logs: readonly string[],
): ToolError {
  const last = logs.at(-1);
  const logged = last === undefined ? "" : ` It last logged: ${last.slice(0, 200)}`;
  switch (fault) {
    case "threw":
      return new ToolError("code_failed", `The code failed with ${message}.${logged}`);
    case "time":
      return new ToolError(
        "too_slow",
        `The code was not done after ${milliseconds / 1_000} seconds.${logged}`,
      );
    case "memory":
      return new ToolError("out_of_memory", `The code needs more memory than the 48 MB it may use.${logged}`);
    case "depth":
      return new ToolError(
        "too_deep",
        `The code calls itself too often, or what it returned has more than ${MOST_LEVELS} levels.${logged}`,
      );
    case "unsettled":
      return new ToolError(
        "code_failed",
        `The code waits for something that never comes. It has no timers and no network.${logged}`,
      );
    case "not_json":
      return new ToolError("bad_output", `What the code returned is no JSON value. ${message}${logged}`);
    case "too_large":
      return new ToolError(
        "too_large",
        `What the code returned has ${message} characters, and may have ${MOST_OUTPUT_CHARS.toLocaleString("en")}.${logged}`,
      );
  }
}
