import type { JobHelpers } from "graphile-worker";
import type { Pool } from "pg";
import type { Logger } from "#lib/config/logger.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { PlanningMeans } from "#lib/services/record-planning.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import type { McpReadingMeans } from "#lib/services/record-mcp-server.ts";
import type { ChatMeans } from "#lib/services/record-chat-edit.ts";

/**
 * What jobs work with: the database, a pool for the planner's checkpoints, where faults are logged, and what embeds texts, where
 * playbooks are to be found by meaning too.
 */
export type JobDeps = {
  db: ServiceContext["db"];
  pool: Pool;
  log: Logger;
  embed?: PlanningMeans["embed"];
  /** Fewer things at once than usual, for tests. */
  atOnce?: number;
  /** Other models than the workspace's, for tests. */
  access?: (workspaceId: string) => Promise<NonNullable<ChatMeans["access"]>>;
  /** What MCP servers are read with. */
  mcp?: McpReadingMeans;
};

/** The part of graphile-worker's helpers that our jobs use. */
export type JobRun = {
  job: Pick<JobHelpers["job"], "id" | "attempts">;
  abortSignal?: AbortSignal | undefined;
};

/** The system, acting in the workspace that a job names. */
export function systemContext(deps: Pick<JobDeps, "db">, workspaceId: string): ServiceContext {
  const actor: Actor = { kind: "system", workspaceId };
  return { actor, db: deps.db };
}

/**
 * Runs a job's work. An error is thrown on, so that the job is tried again, until the tries are used up: then `giveUp` tells
 * the person, and the job is done. A job whose subject is gone is done; one that the worker stops goes back into the queue.
 */
export async function withTries(
  { log }: JobDeps,
  run: JobRun,
  { tries, work, giveUp }: { tries: number; work: () => Promise<void>; giveUp: () => Promise<void> },
): Promise<void> {
  try {
    await work();
  } catch (err) {
    if (err instanceof DomainError && err.code === "not_found") {
      log.info({ job: run.job.id }, "a job's subject is gone");
      return;
    }
    const stopped = run.abortSignal?.aborted === true;
    if (stopped || run.job.attempts < tries) throw err;
    log.error({ err, job: run.job.id }, "a job failed for good");
    await giveUp();
  }
}
