import { Prisma } from "#lib/db/generated/client.ts";
import type { OpenRun } from "./change-run.ts";
import { storable, storableText } from "./stored.ts";

/**
 * Gives the calls that had begun and never ended an end in the record. A failure written here is retryable, so that it is never
 * taken for an outcome to reuse.
 * @param of whose calls: those of one attempt, or of all the run's cancelled steps
 * @param end what is known of them, with a sentence that says why
 */
export async function closeCalls(
  run: OpenRun,
  of: { stepId: string; attempt: number } | "cancelled steps",
  end: { status: "succeeded" | "failed"; why: string },
): Promise<void> {
  const failed = end.status === "failed";
  const error = failed ? storable({ code: "lost", message: end.why, retryable: true }) : null;
  const theirs =
    of === "cancelled steps"
      ? Prisma.sql`step_id in (
          select step_id from step_runs
          where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and status = 'cancelled')`
      : Prisma.sql`step_id = ${of.stepId} and attempt = ${of.attempt}`;
  if (!failed) {
    // Nobody knows what a call cost that somebody only says had finished.
    await run.tx.$executeRaw`
      update spend_holds h set status = 'lost'
      where h.workspace_id = ${run.workspaceId} and h.run_id = ${run.runId} and h.status = 'held' and h.id in (
        select id from tool_calls
        where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and status = 'started' and ${theirs})`;
  }
  await run.tx.$executeRaw`
    update tool_calls
    set status = ${end.status}, error = ${error}::jsonb, summary = ${failed ? null : storableText(end.why)},
      finished_at = clock_timestamp()
    where workspace_id = ${run.workspaceId} and run_id = ${run.runId} and status = 'started' and ${theirs}`;
}
