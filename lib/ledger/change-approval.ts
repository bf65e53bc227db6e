import { insertApproval } from "./approval-rows.ts";
import type { NewApproval } from "#lib/domain/approval.ts";
import type { Id } from "#lib/domain/ids.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { OpenRun } from "./change-run.ts";

/** Whether a change of a run's plan can still be made: the run goes on, and its replan waits for a decision. */
export async function isChangeOpen(run: OpenRun, replanId: string | null): Promise<boolean> {
  if (isRunOver(run.status) || run.status === "aborting") return false;
  if (replanId === null) return true;
  const { workspaceId, runId } = run;
  return (await run.tx.replan.count({ where: { workspaceId, runId, id: replanId, status: "proposed" } })) > 0;
}

/**
 * Asks for the approval of a change of a run's plan; the run goes on meanwhile by the plan that it has. One asks about a run's edits at a
 * time: a later one has been made in sight of the earlier.
 */
export async function askAboutChange(run: OpenRun, approval: NewApproval): Promise<Id> {
  const { tx, workspaceId, runId } = run;
  if (approval.edit) {
    const earlier = await tx.approval.updateManyAndReturn({
      where: { workspaceId, runId, status: "pending", ...OF_EDITS },
      data: { status: "void", decidedAt: new Date(), remindAt: null, reason: "A later edit took its place." },
      select: { id: true },
    });
    for (const { id } of earlier) {
      const about = { approvalId: id, runId, stepId: null, change: "edit" as const };
      run.emit({ type: "approval.changed", ...about, status: "void" });
    }
  }
  return insertApproval(run, { stepId: null, attempt: 0 }, approval);
}

const OF_EDITS = { request: { path: ["kind"], equals: "change" }, replanId: null };

/** Whether a member's edit of the run waits to be approved. */
export async function isEditAsked({
  tx,
  workspaceId,
  runId,
}: Pick<OpenRun, "tx" | "workspaceId" | "runId">): Promise<boolean> {
  const where = { workspaceId, runId, status: "pending", ...OF_EDITS };
  return (await tx.approval.count({ where })) > 0;
}

/** The request about a replan that waits for a decision; null: there is none. */
export async function pendingAbout(
  { tx, workspaceId, runId }: OpenRun,
  replanId: string,
): Promise<string | null> {
  const where = { workspaceId, runId, replanId, status: "pending" };
  return (await tx.approval.findFirst({ where, select: { id: true } }))?.id ?? null;
}
