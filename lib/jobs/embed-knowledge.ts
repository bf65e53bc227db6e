import { JOB_PAYLOADS } from "#lib/domain/job.ts";
import { findUnembedded } from "#lib/services/find-unembedded.ts";
import { recordEmbedding } from "#lib/services/record-embedding.ts";
import { systemContext, type JobDeps, type JobRun } from "./job.ts";

/**
 * The job "embed-knowledge": turns a workspace's passages into vectors. What fails has said so where people see it; it is tried again
 * as the queue does, and after that once an hour.
 */
export async function embedKnowledgeJob(deps: JobDeps, payload: unknown, run: JobRun): Promise<void> {
  const { workspaceId } = JOB_PAYLOADS["embed-knowledge"].parse(payload);
  const signal = run.abortSignal ?? new AbortController().signal;
  await recordEmbedding({ ctx: systemContext(deps, workspaceId), input: {}, means: { signal } });
}

/** The job "find-unembedded": finds workspaces whose passages lack vectors. */
export async function findUnembeddedJob(
  { db, log }: Pick<JobDeps, "db" | "log">,
  run: JobRun,
): Promise<void> {
  const found = await findUnembedded(db, run.abortSignal);
  if (found > 0) log.info({ found }, "passages of workspaces are to be turned into vectors");
}
