import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { CandidateSet as SetRow, PlanCandidate as Row } from "#lib/db/generated/client.ts";
import { CandidatesStatus, CandidateStatus, CandidateStyle } from "#lib/domain/candidate.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Id } from "#lib/domain/ids.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { appendEvents } from "#lib/events/append.ts";
import { checkPlanId, noPlan } from "../plans/plan-keys.ts";

export type SetKey = { workspaceId: string; planId: string; setId: string };

const Locked = z.object({ status: CandidatesStatus });

/**
 * Locks a set, so that whoever changes it next sees this change; the plan's row, where it is locked too, before it.
 * @returns null when it is gone: another one has taken its place, or it was discarded
 */
export async function lockSet(
  tx: Tx,
  { workspaceId, planId, setId }: SetKey,
): Promise<z.infer<typeof Locked> | null> {
  const rows = await tx.$queryRaw`
    select status from candidate_sets
    where workspace_id = ${workspaceId} and plan_id = ${planId} and id = ${setId} for update`;
  return z.array(Locked).parse(rows)[0] ?? null;
}

/** Tells a plan's readers how its candidates stand, inside the transaction that changed them. Their graphs are fetched. */
export async function tellCandidates(tx: Tx, { workspaceId, planId }: Omit<SetKey, "setId">): Promise<void> {
  const set = await tx.candidateSet.findUnique({
    where: { workspaceId_planId: { workspaceId, planId } },
    select: { id: true, status: true, candidates: { select: { style: true, status: true } } },
  });
  await appendEvents(tx, {
    workspaceId,
    topic: `plan:${planId}`,
    bodies: [
      {
        type: "candidates.changed",
        set: set && { id: set.id, status: CandidatesStatus.parse(set.status) },
        candidates: (set?.candidates ?? []).map(({ style, status }) => ({
          style: CandidateStyle.parse(style),
          status: CandidateStatus.parse(status),
        })),
      },
    ],
  });
}

/**
 * Ends the making of a set: what was not ready will not be. Nothing changes when it has ended already.
 * @returns whether anything changed
 */
export async function endSet(
  tx: Tx,
  key: SetKey,
  end: { status: "done" | "stopped"; message: string },
): Promise<boolean> {
  const set = await lockSet(tx, key);
  if (set?.status !== "working") return false;
  const { workspaceId, planId, setId } = key;
  await tx.planCandidate.updateMany({
    where: { workspaceId, planId, setId, status: "planning" },
    data: { status: "failed", message: end.message },
  });
  await tx.candidateSet.update({
    where: { workspaceId_planId: { workspaceId, planId } },
    data: { status: end.status },
  });
  await tellCandidates(tx, key);
  return true;
}

/** A candidate that can be taken, and all graphs that the draft may have come from since the set was asked for. */
export type Takeable = { base: PlanGraph; candidates: Map<Id, { row: Row; graph: PlanGraph }> };

/**
 * Reads the ready candidates of a plan that are asked for.
 * @throws DomainError `not_found`; `conflict` when one of them is not ready
 */
export async function readTakeable(
  tx: Tx,
  { workspaceId, planId }: Omit<SetKey, "setId">,
  ids: readonly string[],
): Promise<Takeable> {
  const set = await readSet(tx, { workspaceId, planId });
  const known = new Map(set?.candidates.map((row) => [row.id, row]));
  const missing = ids.find((id) => !known.has(id));
  if (!set || missing !== undefined) throw new DomainError("not_found", NOT_THERE);
  if (ids.some((id) => known.get(id)?.status !== "ready"))
    throw new DomainError("conflict", "This candidate is not ready, so it cannot be taken.");
  const ready = set.candidates.filter(({ graph }) => graph !== null);
  return {
    base: PlanGraph.parse(set.base),
    candidates: new Map(ready.map((row) => [row.id, { row, graph: PlanGraph.parse(row.graph) }])),
  };
}

const NOT_THERE =
  "These candidates are no longer there: others were asked for since. Look at the plan again.";

/** The current set of a plan with its candidates, or null. */
export function readSet(
  tx: Tx,
  { workspaceId, planId }: Omit<SetKey, "setId">,
): Promise<(SetRow & { candidates: Row[] }) | null> {
  return tx.candidateSet.findUnique({
    where: { workspaceId_planId: { workspaceId, planId } },
    include: { candidates: true },
  });
}

/**
 * Checks that there is such a plan.
 * @throws DomainError `not_found`
 */
export async function checkPlan(tx: Tx, { workspaceId, planId }: Omit<SetKey, "setId">): Promise<void> {
  checkPlanId(planId);
  if ((await tx.plan.count({ where: { workspaceId, id: planId } })) === 0) throw noPlan();
}
