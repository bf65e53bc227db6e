import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { JobName } from "#lib/domain/job.ts";

/** Where a job waits: one after another in a queue, and among all queues by priority (lowest first). */
export type JobTurn = { queue: string; priority: number };

/**
 * How many jobs of a kind one workspace has done at the same time, over all workers. Together fewer than a worker's jobs, so that no
 * workspace takes them all; answers apart from planning, so that they need not wait for it. What is not here is nobody's.
 */
const LANES: Partial<Record<JobName, { kind: string; lanes: number }>> = {
  "plan-goal": { kind: "plan", lanes: 2 },
  "propose-chat-edit": { kind: "answer", lanes: 2 },
  "propose-replan": { kind: "answer", lanes: 2 },
};

/** Priorities are small integers to graphile-worker. */
const LAST_PRIORITY = 30_000;

const Turn = z.object({ lane: z.number().int(), priority: z.number().int() });

/**
 * When a workspace's next job has its turn: in the emptier of its lanes, and behind its own jobs of this kind, but beside the first
 * one of those who wait at present. So a workspace with a hundred jobs is overtaken by everybody else's, once each, and is itself
 * never left waiting by those who come again and again.
 * @returns null for a job that belongs to no workspace or whose kind has no lanes
 */
export async function jobTurn(
  tx: Tx,
  name: JobName,
  workspaceId: string | null,
  key: string | null,
): Promise<JobTurn | null> {
  const kind = LANES[name];
  if (!kind || workspaceId === null) return null;
  const prefix = `${kind.kind}:${workspaceId}:`;
  // Jobs with the same key are about to be replaced by this one.
  const rows = await tx.$queryRaw`
    with job as (
      select queue.queue_name, job.priority, job.locked_at, job.run_at
      from graphile_worker._private_jobs job
      join graphile_worker._private_job_queues queue on queue.id = job.job_queue_id
      where job.attempts < job.max_attempts and job.key is distinct from ${key}
    ), lane as (
      select number, count(job.queue_name) as waiting
      from generate_series(0, ${kind.lanes}::int - 1) number
      left join job on job.queue_name = ${prefix} || number
      group by number
    )
    select (select number from lane order by waiting, number limit 1) as lane,
      least(${LAST_PRIORITY}::int, greatest(
        coalesce((select min(priority) from job where locked_at is null and run_at <= now()), 0),
        coalesce((select max(priority) + 1 from job where starts_with(queue_name, ${prefix})), 0)
      ))::int as priority`;
  const [turn] = z.tuple([Turn]).parse(rows);
  return { queue: `${prefix}${turn.lane}`, priority: turn.priority };
}
