import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import { PlanGraph, type Author } from "#lib/domain/plan.ts";
import { appendEvents } from "#lib/events/append.ts";

const Row = z.object({ draft: PlanGraph, rev: z.number().int() });

/**
 * Appends a patch that is no person's edit to a plan's draft, with its event, inside the caller's transaction; a patch under
 * the same key is appended once. The plan's row stays locked from before the draft is read, so an edit saved at the same time
 * waits and is then told of this one.
 * @param entry.make the patch for the draft as it stands; empty when there is nothing to do
 * @returns the draft's new rev and graph, or null when nothing was appended
 * @throws Error when the patch does not fit the draft, or there is no such plan
 */
export async function appendPatch(
  tx: Tx,
  { workspaceId, planId }: { workspaceId: string; planId: string },
  { key, author, make }: { key: string; author: Author; make: (draft: PlanGraph) => PlanPatch },
): Promise<{ rev: number; graph: PlanGraph } | null> {
  const rows = await tx.$queryRaw`
    select draft, draft_rev as rev from plans where workspace_id = ${workspaceId} and id = ${planId} for update`;
  const [row] = z.array(Row).parse(rows);
  if (!row) throw new Error(`There is no plan ${planId} to patch.`);
  if ((await tx.draftPatch.count({ where: { workspaceId, planId, key } })) > 0) return null;
  const patch = make(row.draft);
  if (patch.length === 0) return null;
  const outcome = applyPatch(row.draft, patch);
  if (!outcome.ok) {
    const reason = outcome.errors[0]?.message ?? "it does not fit";
    throw new Error(`The patch ${key} cannot be applied to the draft: ${reason}`);
  }
  const { graph } = outcome;
  const rev = row.rev + 1;
  await tx.draftPatch.create({ data: { workspaceId, planId, rev, key, patch, author } });
  await tx.plan.update({
    where: { workspaceId_id: { workspaceId, id: planId } },
    data: { draft: graph, draftRev: rev, updatedAt: new Date() },
  });
  await appendEvents(tx, {
    workspaceId,
    topic: `plan:${planId}`,
    bodies: [{ type: "plan.patched", rev, patch, key, author }],
  });
  return { rev, graph };
}
