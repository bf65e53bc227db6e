import { ApprovalTerms, areNamed } from "#lib/domain/approval.ts";
import type { NamedMember } from "#lib/domain/approval.ts";
import { changeOf, insertNotice } from "./approval-rows.ts";
import type { OpenRun } from "./change-run.ts";
import type { Decider } from "./decide-approval.ts";
import { lockApproval, stillWaits } from "./lock-approval.ts";

/**
 * What came of handing a request on. `already`: it is as wished; `decided`: nobody has to decide any more; `not_yours`: it is others' to
 * hand on; `several`: it needs several votes, which one member cannot give; `starter`: its terms exclude the member wished for.
 */
export type Delegated = "applied" | "already" | "decided" | "not_yours" | "several" | "starter";

/**
 * Hands a request of this run, whose row is locked, to one member, who alone then decides; or gives it back to all whom its terms name.
 * Those may do so, and the member whom it was handed to.
 * @param to a member who may decide; null: back to all
 * @returns null when the run has no such request
 */
export async function delegateApproval(
  run: OpenRun,
  approvalId: string,
  to: NamedMember | null,
  by: Decider,
): Promise<Delegated | null> {
  const row = await lockApproval(run, approvalId);
  if (!row) return null;
  if (row.status !== "pending" || !(await stillWaits(run, row, "refuse"))) return "decided";
  const terms = ApprovalTerms.parse(row.terms);
  if (!areNamed({ terms, startedBy: row.startedBy }, by) && row.delegatedTo !== by.userId) return "not_yours";
  if (row.delegatedTo === (to?.userId ?? null)) return "already";
  if (to !== null && terms.votes > 1) return "several";
  if (to !== null && terms.notTheStarter && to.userId === row.startedBy) return "starter";
  const { tx, workspaceId, runId } = run;
  const who = to === null ? null : JSON.stringify({ userId: by.userId, name: by.name });
  await tx.$executeRaw`
    update approvals
    set delegated_to = ${to?.userId ?? null}, delegated_by = ${who}::jsonb,
      delegated_at = case when ${to !== null}::boolean then clock_timestamp() end
    where workspace_id = ${workspaceId} and id = ${approvalId} and status = 'pending'`;
  if (to !== null) await insertNotice(run, { kind: "delegated", approvalId, to: to.userId });
  const about = { approvalId, runId, stepId: row.stepId, ...changeOf(row.request.kind, row.replanId) };
  run.emit({ type: "approval.changed", ...about, status: "pending" });
  return "applied";
}
