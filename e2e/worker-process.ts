import { setTimeout } from "node:timers/promises";
import type { Database } from "#lib/db/client.ts";

/**
 * The worker process of the installation under test, stopped for the time of `during`, so that a spec can look at a run
 * that nobody works on: no race between a click and a quick step.
 */
export async function withWorkerStopped(database: Database, during: () => Promise<void>): Promise<void> {
  const pid = await workerPid(database);
  process.kill(pid, "SIGSTOP");
  try {
    await during();
  } finally {
    process.kill(pid, "SIGCONT");
  }
}

/** Kills the worker as a crash would; the launcher starts another. Returns when the other has signed on. */
export async function killWorker(database: Database): Promise<void> {
  const pid = await workerPid(database);
  process.kill(pid, "SIGKILL");
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await setTimeout(100)) {
    if ((await workerPid(database)) !== pid) return;
  }
  throw new Error("No other worker signed on within a minute.");
}

async function workerPid(database: Database): Promise<number> {
  const worker = await database.prisma.worker.findFirstOrThrow({
    where: { stoppedAt: null },
    orderBy: { startedAt: "desc" },
  });
  return worker.pid;
}
