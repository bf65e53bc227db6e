import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { JobName } from "#lib/domain/job.ts";

/** How a job waits: by whose flags too many may be under way at once, and in which order (lowest priority first). */
export type JobTurn = { flags: string[]; priority: number };

/** Kinds of jobs that are a workspace's; null: nobody's. Answers are apart from planning, so that they need not wait for its end. */
const KINDS: Record<JobName, string | null> = {
  "plan-goal": "plan",
  "plan-candidates": "plan",
  "propose-chat-edit": "answer",
  "propose-replan": "answer",
  "read-document": "knowledge",
  "embed-knowledge": "knowledge",
  "read-mcp-server": "tools",
  "find-unembedded": null,
  retention: null,
};

/** With what the flag begins that all jobs of a workspace have. */
export const ANY_KIND = "any:";

/** Priorities are small integers to graphile-worker. */
const LAST_PRIORITY = 30_000;

/**
 * When a workspace's next job has its turn: behind its own jobs of this kind, but beside the first of all that wait at present. So a
 * workspace with a hundred jobs is overtaken by everybody else's, once each, and is itself never left waiting by those who come
 * again and again.
 * @param key of jobs with the same key, which this one is about to replace, nothing is counted
 * @returns null for a job that is nobody's
 */
export async function jobTurn(
  tx: Tx,
  name: JobName,
  workspaceId: string | null,
  key: string | null,
): Promise<JobTurn | null> {
  const kind = KINDS[name];
  if (kind === null || workspaceId === null) return null;
  const flag = `${kind}:${workspaceId}`;
  const rows = await tx.$queryRaw`
    with job as (
      select priority, flags, locked_at, run_at from graphile_worker._private_jobs
      where attempts < max_attempts and flags is not null and (key is null or key is distinct from ${key})
    )
    select least(${LAST_PRIORITY}::int, greatest(
      coalesce((select min(priority) from job where locked_at is null and run_at <= now()), 0),
      coalesce((select max(priority) + 1 from job where jsonb_exists(flags, ${flag})), 0)
    ))::int as priority`;
  const [{ priority }] = z.tuple([z.object({ priority: z.number().int() })]).parse(rows);
  return { flags: [flag, `${ANY_KIND}${workspaceId}`], priority };
}
