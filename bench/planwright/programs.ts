import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { StepReport } from "./worker-program.ts";

const PROGRAM = path.join(import.meta.dirname, "worker-program.ts");

/**
 * Starts worker programs that share a concurrency.
 * @param onStep told of each step whose work is done, when it is wanted
 * @returns what stops them, once all are ready
 */
export async function startPrograms(
  url: string,
  concurrency: number,
  count: number,
  onStep?: (report: StepReport) => void,
): Promise<() => Promise<void>> {
  const args = [url, String(Math.ceil(concurrency / count)), ...(onStep ? ["report"] : [])];
  const env = { ...process.env, LOG_LEVEL: "info", NODE_ENV: "production" as const };
  const programs = Array.from({ length: count }, () =>
    fork(PROGRAM, args, { stdio: ["ignore", 2, 2, "ipc"], execArgv: [], env }),
  );
  await Promise.all(programs.map((program) => once(program, "message")));
  for (const program of programs) {
    program.on("message", (message) => onStep?.(message as StepReport));
  }
  return async () => {
    await Promise.all(programs.map(endProgram));
  };
}

async function endProgram(program: ChildProcess): Promise<void> {
  const ended = once(program, "exit");
  program.disconnect();
  await ended;
}
