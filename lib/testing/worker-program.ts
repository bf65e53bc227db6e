import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

const PROGRAM = path.resolve(import.meta.dirname, "../worker/test-worker.ts");

/** Hashes of the test worker's tools, for runs that use them. */
export const TEST_TOOL_VERSIONS = {
  "test.read": "1",
  "test.once": "1",
  "test.idempotent": "1",
  "test.local": "1",
};

/** A file outside the database that the test worker's tools write to, gone after the test. */
export function outsideFile() {
  const folder = mkdtempSync(path.join(tmpdir(), "planwright-worker-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "done.txt");
  const lines = () => {
    try {
      return readFileSync(file, "utf8").split("\n").filter(Boolean);
    } catch {
      return [];
    }
  };
  return {
    file,
    lines,
    count: (line: string) => lines().filter((each) => each === line).length,
    /** Lets the held calls end. */
    letGo: () => writeFileSync(`${file}.go`, ""),
  };
}

/** A worker program under test. */
export type WorkerProgram = { process: ChildProcess; log: string[] };

/**
 * Starts the test worker and waits until it says that it is ready; it is killed after the test.
 * @param options.hold its calls of steps named "hold-..." wait
 */
export async function startWorker(
  url: string,
  file: string,
  options: {
    hold?: boolean;
    leaseSeconds?: number;
    concurrency?: number;
    drainMs?: number;
    poolSize?: number;
  } = {},
): Promise<WorkerProgram> {
  const asked = { hold: false, leaseSeconds: 20, concurrency: 3, drainMs: 200, ...options };
  const args = [PROGRAM, file, JSON.stringify(asked)];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: "info", NODE_ENV: "test" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Until it is gone it may take steps of the next test.
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  const log: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("The worker ended before it was ready.")));
    createInterface({ input: child.stdout }).on("line", (line) => {
      log.push(line);
      if (line.includes('"worker ready"')) resolve();
    });
  });
  return { process: child, log };
}
