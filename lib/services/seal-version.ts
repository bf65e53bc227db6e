import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Author } from "#lib/domain/plan.ts";
import { noPlan } from "./plans/plan-keys.ts";

/**
 * Makes the draft at `rev` an immutable plan version inside the caller's transaction, and locks the plan's row until that
 * ends. When that rev was sealed before, that version is used again.
 * @param summary what the version is, in a few words
 * @returns the version's number
 * @throws DomainError `not_found`, or `conflict` when the draft is no longer at `rev`
 */
export async function sealVersion(
  tx: Tx,
  {
    workspaceId,
    planId,
    rev,
    author,
    summary,
  }: { workspaceId: string; planId: string; rev: number; author: Author; summary: string },
): Promise<number> {
  const sealed = await tx.$queryRaw`
    with sealed as (
      update plans set last_version = last_version + 1, sealed_rev = draft_rev
      where workspace_id = ${workspaceId} and id = ${planId} and draft_rev = ${rev} and sealed_rev <> ${rev}
      returning last_version, draft
    )
    insert into plan_versions (workspace_id, plan_id, number, graph, rev, author, summary)
    select ${workspaceId}, ${planId}, last_version, draft, ${rev}, ${JSON.stringify(author)}::jsonb, ${summary}
    from sealed
    returning number`;
  const [made] = z.array(z.object({ number: z.number().int() })).parse(sealed);
  if (made) return made.number;

  const plan = await tx.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draftRev: true },
  });
  if (!plan) throw noPlan();
  if (plan.draftRev !== rev) {
    throw new DomainError(
      "conflict",
      "The plan has changed since you last saw it. Look at it again, then repeat this.",
    );
  }
  const version = await tx.planVersion.findFirstOrThrow({
    where: { workspaceId, planId, rev },
    orderBy: { number: "desc" },
    select: { number: true },
  });
  return version.number;
}
