import type { Tx } from "#lib/db/client.ts";
import { enqueue } from "#lib/db/enqueue.ts";
import type { CandidateStyle } from "#lib/domain/candidate.ts";
import { type Id, newId } from "#lib/domain/ids.ts";
import { PlanGraph, type Author } from "#lib/domain/plan.ts";
import { tellCandidates } from "./candidate-rows.ts";

/** As PLANNING_JOB: an error ends it after `tries`; the attempts beyond are for workers that died. */
export const CANDIDATES_JOB = { tries: 4, maxAttempts: 20 } as const;

/**
 * Puts a new set of candidates in the place of a plan's last one, to be made by a job; the plan's row is locked by the caller.
 * @returns the set's id
 */
export async function beginSet(
  tx: Tx,
  {
    workspaceId,
    planId,
    styles,
    builtIn,
    author,
  }: {
    workspaceId: string;
    planId: string;
    styles: readonly CandidateStyle[];
    builtIn: boolean;
    author: Author;
  },
): Promise<Id> {
  const setId = newId();
  await tx.candidateSet.deleteMany({ where: { workspaceId, planId } });
  const plan = await tx.plan.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draft: true, draftRev: true },
  });
  const base = PlanGraph.parse(plan.draft);
  const baseRev = plan.draftRev;
  await tx.candidateSet.create({
    data: { workspaceId, planId, id: setId, status: "working", base, baseRev, builtIn, author },
  });
  await tx.planCandidate.createMany({
    data: styles.map((style) => ({ workspaceId, planId, style, id: newId(), setId, status: "planning" })),
  });
  await enqueue(
    tx,
    "plan-candidates",
    { workspaceId, planId, setId },
    { key: `plan-candidates:${setId}`, maxAttempts: CANDIDATES_JOB.maxAttempts },
  );
  await tellCandidates(tx, { workspaceId, planId });
  return setId;
}
