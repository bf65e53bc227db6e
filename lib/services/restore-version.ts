import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { PlanPatch } from "#lib/domain/patch.ts";
import { PlanGraph, type Author } from "#lib/domain/plan.ts";
import { RestoreKey, restorePatchKey } from "#lib/domain/plan-version.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { lockEditablePlan } from "./chat/message-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { appendPatch } from "./plans/append-patch.ts";
import { authorOf } from "./plans/author-of.ts";
import { checkPlanId } from "./plans/plan-keys.ts";
import { VERSION_SHOWN, versionSummary } from "./plans/version-summary.ts";
import { sealVersion } from "./seal-version.ts";

export const RestoreVersionInput = z.object({
  planId: z.string(),
  number: z.number().int().min(1),
  key: RestoreKey,
});

/**
 * Makes an earlier version the plan's draft again, as one patch that can be undone, and seals it as a new version. What the draft had
 * that no version holds yet is sealed before, so that nothing is lost. Sending it twice under one key restores once.
 * @returns the new version's number; null when the draft is like that version already, or was restored under this key before
 * @throws DomainError `not_found`; `conflict` while the planner is at work on the plan, or when the two differ in too much for one patch
 */
export async function restoreVersion({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RestoreVersionInput>;
}): Promise<{ version: number | null }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, number, key } = parseInput(RestoreVersionInput, input);
  checkPlanId(planId);
  const author = authorOf(ctx.actor);
  const version = await ctx.db.$transaction((tx) =>
    restore(tx, { workspaceId, planId, number, key: restorePatchKey(key), author }),
  );
  if (version !== null) announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return { version };
}

type Restoring = { workspaceId: string; planId: string; number: number; key: string; author: Author };

async function restore(
  tx: Tx,
  { workspaceId, planId, number, key, author }: Restoring,
): Promise<number | null> {
  const plan = { workspaceId, planId };
  await lockEditablePlan(tx, plan);
  if ((await tx.draftPatch.count({ where: { ...plan, key } })) > 0) return null;
  const wanted = await tx.planVersion.findUnique({
    where: { workspaceId_planId_number: { ...plan, number } },
    select: { graph: true },
  });
  if (!wanted) throw new DomainError("not_found", "There is no such version of this plan.");
  const graph = PlanGraph.parse(wanted.graph);
  const now = await tx.plan.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draft: true, draftRev: true },
  });
  const patch = diffGraphs(PlanGraph.parse(now.draft), graph);
  if (patch.length === 0) return null;
  if (!PlanPatch.safeParse(patch).success) {
    throw new DomainError(
      "conflict",
      `Version ${number} differs from the draft in more than one change can hold.`,
    );
  }
  const seal = (rev: number, summary: string) => sealVersion(tx, { ...plan, rev, author, summary });
  const before = await seal(now.draftRev, `Before version ${number} was restored`);
  const appended = await appendPatch(tx, plan, { key, author, make: () => patch });
  if (!appended) return null;
  const after = await seal(appended.rev, `Restored version ${number}`);
  await tellSealed(tx, plan, [before, after]);
  return after;
}

/** A version that had been sealed before is told of again, which readers take for what it is. */
async function tellSealed(
  tx: Tx,
  { workspaceId, planId }: { workspaceId: string; planId: string },
  numbers: readonly number[],
): Promise<void> {
  const rows = await tx.planVersion.findMany({
    where: { workspaceId, planId, number: { in: [...numbers] } },
    orderBy: { number: "asc" },
    select: VERSION_SHOWN,
  });
  const bodies = rows.map((row) => ({ type: "plan.sealed" as const, version: versionSummary(row) }));
  await appendEvents(tx, { workspaceId, topic: `plan:${planId}`, bodies });
}
