import { applyPatch } from "#lib/domain/apply-patch.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { mergeGraphs, type MergeConflict } from "#lib/domain/merge-graphs.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { appendPatch } from "../plans/append-patch.ts";

/** Under which name a replan changes run and draft. */
export const REPLAN_AUTHOR = { kind: "planner", name: "Replan" } as const;

/** How a plan's draft took an accepted replan: by the same patch, or merged with what a person had changed meanwhile. */
export type Followed =
  | { kind: "same" }
  | { kind: "merged"; conflicts: MergeConflict[] }
  /** The two together are no possible plan (too many steps, say), so the draft stayed as it was. */
  | { kind: "left"; reason: string };

/**
 * Lets the plan's draft follow an accepted replan, so that the plan page shows, and the next run starts, what was accepted.
 * Edits made to the draft since the run began are kept, and stand where both changed the same thing.
 * Part of the caller's change of the run, after the run moved.
 * @param replan.base the graph of the version that the replan was made for
 * @param replan.accepted the graph of the version it made, the plan's latest
 */
export async function followReplan(
  { tx, workspaceId, planId }: OpenRun,
  replan: { id: string; patch: PlanPatch; base: PlanGraph; accepted: PlanGraph },
): Promise<Followed> {
  let followed: Followed = { kind: "same" };
  const appended = await appendPatch(
    tx,
    { workspaceId, planId },
    {
      key: `replan:${replan.id}`,
      author: REPLAN_AUTHOR,
      make: (draft) => {
        if (sameJson(draft, replan.base)) return replan.patch;
        const merge = mergeGraphs(replan.base, draft, replan.accepted);
        const patch = diffGraphs(draft, merge.graph);
        const outcome = applyPatch(draft, patch);
        followed = outcome.ok
          ? { kind: "merged", conflicts: merge.conflicts }
          : { kind: "left", reason: outcome.errors[0]?.message ?? "The two do not fit together." };
        return outcome.ok ? patch : [];
      },
    },
  );
  if (appended && sameJson(appended.graph, replan.accepted)) {
    // The draft is that version: a run of it needs no other.
    const { rev } = appended;
    const plan = await tx.plan.update({
      where: { workspaceId_id: { workspaceId, id: planId } },
      data: { sealedRev: rev },
      select: { lastVersion: true },
    });
    await tx.planVersion.update({
      where: { workspaceId_planId_number: { workspaceId, planId, number: plan.lastVersion } },
      data: { rev },
    });
  }
  return followed;
}
