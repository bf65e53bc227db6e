import { expect, onTestFinished, test } from "vitest";
import { createLogger } from "#lib/config/logger.ts";
import { testDb } from "#lib/testing/database.ts";
import { startJobRunners } from "./job-runners.ts";

const { pool, url } = await testDb();

/** What the runners log at the level of faults while a job is under way, they are told to stop, and it ends with an error. */
async function faultsOf(task: string, failure: (aborted: Error) => Error): Promise<string[]> {
  const lines: string[] = [];
  const log = createLogger("test", { write: (line: string) => void lines.push(line) });
  log.level = "warn";
  const begun = Promise.withResolvers<void>();
  const { stop } = await startJobRunners({
    connectionString: url,
    workerId: `worker of ${task}`,
    count: 1,
    tasks: {
      [task]: (_payload, { abortSignal }) => {
        begun.resolve();
        return new Promise((_resolve, reject) => {
          abortSignal?.addEventListener("abort", () => reject(failure(abortSignal.reason as Error)));
        });
      },
    },
    log,
  });
  await pool.query("select graphile_worker.add_job($1, '{}'::json)", [task]);
  await begun.promise;
  await stop();
  return lines;
}

test("a job that a stop cuts short is no fault; one that fails meanwhile is", async () => {
  expect(await faultsOf("patient", (aborted) => aborted)).toEqual([]);
  expect(await faultsOf("broken", () => new Error("Something else."))).toEqual([
    expect.stringContaining("Something else."),
  ]);
});

test("a job under way is locked by its worker's name, so that it can be freed when the worker has died", async () => {
  const begun = Promise.withResolvers<void>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const { stop } = await startJobRunners({
    connectionString: url,
    workerId: "somebody",
    count: 2,
    tasks: {
      held: () => {
        begun.resolve();
        return promise;
      },
    },
    log: createLogger("test"),
  });
  onTestFinished(stop);
  await pool.query("select graphile_worker.add_job('held', '{}'::json)");
  await begun.promise;
  const locks = async () => {
    const { rows } = await pool.query<{ locked_by: string }>(
      "select locked_by from graphile_worker.jobs where task_identifier = 'held'",
    );
    return rows.map((row) => row.locked_by);
  };
  expect(await locks()).toEqual([expect.stringMatching(/^somebody-[01]$/)]);
  resolve();
  await expect.poll(locks).toEqual([]);
});
