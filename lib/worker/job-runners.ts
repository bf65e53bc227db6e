import {
  Logger as GraphileLogger,
  run,
  type Runner,
  type RunnerOptions,
  type TaskList,
} from "graphile-worker";
import pg from "pg";
import type { Logger } from "#lib/config/logger.ts";
import { JobShares } from "./job-shares.ts";

/**
 * Jobs by the clock, in graphile-worker's crontab. However many workers there are, each is added once an hour, also for the hours in
 * which none ran; and one that waits still is not added again.
 */
const CRONTAB = [
  "17 * * * * retention ?fill=2h&max=3&jobKey=retention&jobKeyMode=preserve_run_at",
  "41 * * * * find-unembedded ?fill=2h&max=3&jobKey=find-unembedded&jobKeyMode=preserve_run_at",
].join("\n");

/**
 * Runs background jobs, those of workspaces in turn. Each runner takes one job at a time under an id that begins with the worker's
 * own, so that a dead worker's jobs can be told from a living one's.
 * @returns `stop` lets the jobs under way end (or aborts them after five seconds); `failed` rejects when a runner breaks
 */
export async function startJobRunners(options: {
  connectionString: string;
  workerId: string;
  count: number;
  tasks: TaskList;
  log: Logger;
}): Promise<{ stop: () => Promise<void>; failed: Promise<never> }> {
  const { connectionString, workerId, count, tasks, log } = options;
  const pool = new pg.Pool({ connectionString, max: 2 * count + 1, application_name: "planwright-jobs" });
  pool.on("error", (err) => log.warn({ err }, "a job runner's idle connection was lost"));
  pool.on("connect", (client) => {
    client.on("error", (err) => log.warn({ err }, "a job runner's connection was lost"));
  });
  const runners: Runner[] = [];
  const shares = new JobShares(count);
  const end = async () => {
    await Promise.all(runners.map((runner) => runner.stop().catch(() => undefined)));
    await pool.end();
  };
  let ending: Promise<void> | undefined;
  const stop = () => (ending ??= end());
  try {
    for (let i = 0; i < count; i++) {
      const share = shares.runner();
      // graphile-worker 0.18 locks a job by its pool's own id, which it makes up and no option sets: with another, nobody could tell
      // whose job it is when this worker has died. Nothing is locked before this event.
      share.events.once("pool:create", ({ workerPool }) => {
        Object.assign(workerPool, { id: `${workerId}-${i}` });
      });
      const runner: RunnerOptions = {
        ...share,
        pgPool: pool,
        taskList: tasks,
        concurrency: 1,
        noHandleSignals: true,
        pollInterval: 2_000,
        logger: graphileLogger(log, () => ending !== undefined),
        // One of a worker's runners keeps the clock, where the tasks are the app's (tests have their own).
        ...(i === 0 && "retention" in tasks && { crontab: CRONTAB }),
      };
      const begun = await run(runner);
      // Rejects when the runner breaks; until `failed` below is watched, that must not end the process as a dropped promise.
      begun.promise.catch(() => undefined);
      runners.push(begun);
    }
  } catch (err) {
    await stop();
    throw err;
  }
  const failed = Promise.race(runners.map(({ promise }) => promise)).then(
    () => new Promise<never>(() => undefined),
  );
  return { stop, failed };
}

/** @param stopping whether the runners are told to stop: a job that this cuts short is no fault, and waits for another worker */
function graphileLogger(log: Logger, stopping: () => boolean): GraphileLogger {
  return new GraphileLogger(() => (level, message, meta) => {
    const cutShort = stopping() && meta?.["error"] instanceof Error && meta["error"].name === "AbortError";
    if (level === "error" && cutShort) log.info(message);
    else if (level === "error") log.error(message);
    else if (level === "warning") log.warn(message);
    else log.debug(message);
  });
}
