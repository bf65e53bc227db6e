import { spawn } from "node:child_process";

/** How a command that ends by itself went. */
export type CommandResult = { code: number; output: string };

/**
 * Runs a command of this project to its end.
 * @param command program and arguments
 * @param options.show whether its output goes to the terminal; collected otherwise
 * @param options.stop ends the command, with the group it leads, when it fires
 */
export function runCommand(
  [program, ...args]: readonly [string, ...string[]],
  options: {
    cwd: string;
    env?: Readonly<Record<string, string | undefined>>;
    show?: boolean;
    stop?: AbortSignal;
    timeLimitMs?: number;
  },
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      // Its own group, so that ending it ends what it started too.
      detached: true,
      stdio: options.show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const end = (signal: NodeJS.Signals) => {
      if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
    };
    const stop = () => end("SIGTERM");
    options.stop?.addEventListener("abort", stop, { once: true });
    const limit = options.timeLimitMs && setTimeout(() => end("SIGKILL"), options.timeLimitMs);
    const settle = () => {
      options.stop?.removeEventListener("abort", stop);
      if (limit) clearTimeout(limit);
    };
    child.on("error", (cause) => {
      settle();
      reject(cause);
    });
    child.on("close", (code, signal) => {
      settle();
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output });
    });
    if (options.stop?.aborted) stop();
  });
}
