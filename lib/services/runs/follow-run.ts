import { applyPatch } from "#lib/domain/apply-patch.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { mergeGraphs, type MergeConflict } from "#lib/domain/merge-graphs.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { PlanGraph, type Author } from "#lib/domain/plan.ts";
import { sameJson } from "#lib/domain/same-json.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { appendPatch } from "../plans/append-patch.ts";

/** How a plan's draft took a change of a run: by the same patch, or merged with what a person had changed meanwhile. */
export type Followed =
  | { kind: "same" }
  | { kind: "merged"; conflicts: MergeConflict[] }
  /** The two together are no possible plan (too many steps, say), so the draft stayed as it was. */
  | { kind: "left"; reason: string };

/**
 * Lets the plan's draft follow a run that moved to a new version, so that the plan page shows, and the next run starts, what
 * the run goes by now. Edits made to the draft since the run began are kept, and stand where both changed the same thing.
 * Part of the caller's change of the run, after the run moved.
 * @param move.key the move's own name among the draft's patches
 * @param move.base the graph of the version that the run moved from
 * @param move.graph the graph of the version it moved to, the plan's latest
 */
export async function followRun(
  { tx, workspaceId, planId }: OpenRun,
  move: { key: string; author: Author; patch: PlanPatch; base: PlanGraph; graph: PlanGraph },
): Promise<Followed> {
  let followed: Followed = { kind: "same" };
  const plan = { workspaceId, planId };
  await appendPatch(tx, plan, {
    key: move.key,
    author: move.author,
    make: (draft) => {
      if (sameJson(draft, move.base)) return move.patch;
      const merge = mergeGraphs(move.base, draft, move.graph);
      const patch = diffGraphs(draft, merge.graph);
      const outcome = applyPatch(draft, patch);
      followed = outcome.ok
        ? { kind: "merged", conflicts: merge.conflicts }
        : { kind: "left", reason: outcome.errors[0]?.message ?? "The two do not fit together." };
      // An edit that was made in the draft first is there already.
      if (outcome.ok && sameJson(outcome.graph, move.graph)) followed = { kind: "same" };
      return outcome.ok ? patch : [];
    },
  });
  const where = { workspaceId_id: { workspaceId, id: planId } };
  const { draft, draftRev, lastVersion } = await tx.plan.findUniqueOrThrow({
    where,
    select: { draft: true, draftRev: true, lastVersion: true },
  });
  if (sameJson(PlanGraph.parse(draft), move.graph)) {
    // The draft is that version: a run of it needs no other.
    await tx.plan.update({ where, data: { sealedRev: draftRev } });
    await tx.planVersion.update({
      where: { workspaceId_planId_number: { ...plan, number: lastVersion } },
      data: { rev: draftRev },
    });
  }
  return followed;
}

/** What a person must know of the draft, when it was edited while the run was under way. */
export function sayFollowed(followed: Followed): string[] {
  switch (followed.kind) {
    case "same":
      return [];
    case "left":
      return [
        `The plan itself was left as it is, with the edits made to it meanwhile, because the two do not go together: ${followed.reason}`,
      ];
    case "merged":
      return [
        "The plan had been edited meanwhile; those edits were kept.",
        ...followed.conflicts.slice(0, 3).map((conflict) => `In the plan: ${conflict.message}`),
      ];
  }
}
