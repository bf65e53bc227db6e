import type { Tx } from "#lib/db/client.ts";
import { jobTurn } from "#lib/db/job-turn.ts";
import { JOB_PAYLOADS, type JobName, type JobPayload } from "#lib/domain/job.ts";

/** How a job is to be run; graphile-worker's defaults otherwise. */
export type JobOptions = {
  /** A job with the same key that has not started yet is replaced by this one. */
  key?: string;
  /** Not before this time. */
  runAt?: Date;
  maxAttempts?: number;
};

/**
 * Adds a background job, which waits for its workspace's turn, within the caller's transaction: it exists if, and only if, that commits.
 * @throws ZodError when the payload is not the job's
 */
export async function enqueue<N extends JobName>(
  tx: Tx,
  name: N,
  payload: JobPayload<N>,
  options: JobOptions = {},
): Promise<void> {
  const parsed = JOB_PAYLOADS[name].parse(payload);
  const body = JSON.stringify(parsed);
  const { key = null, runAt = null, maxAttempts = null } = options;
  const turn = await jobTurn(tx, name, "workspaceId" in parsed ? parsed.workspaceId : null, key);
  await tx.$executeRaw`
    select graphile_worker.add_job(
      ${name}::text,
      payload => ${body}::json,
      priority => ${turn?.priority ?? null}::int,
      flags => ${turn?.flags ?? null}::text[],
      run_at => ${runAt}::timestamptz,
      max_attempts => ${maxAttempts}::int,
      job_key => ${key}::text
    )`;
}
