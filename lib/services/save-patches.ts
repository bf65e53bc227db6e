import { z } from "zod";
import type { Tx } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { PlanPatch } from "#lib/domain/patch.ts";
import { Author, PlanGraph, PlanStatus } from "#lib/domain/plan.ts";
import { StorablePatch } from "#lib/domain/storable-patch.ts";
import { line } from "#lib/domain/text.ts";
import { announce } from "#lib/events/announce.ts";
import { appendEvents } from "#lib/events/append.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { noPlan, checkPlanId } from "./plans/plan-keys.ts";

/** `baseRev`: the draft's rev that the first patch applies to. Without patches this only asks what is new since then. */
export const SavePatchesInput = z.object({
  planId: z.string(),
  baseRev: z.number().int().min(0),
  patches: z
    .array(z.object({ key: line("The key", 100), patch: StorablePatch }))
    .max(500)
    .refine((patches) => new Set(patches.map(({ key }) => key)).size === patches.length, {
      message: "Two patches have the same key.",
    }),
});

export type SavedPatch = { rev: number; key: string; patch: PlanPatch; author: Author };
export type SavePatchesAnswer =
  | { status: "saved"; rev: number }
  | { status: "conflict"; rev: number; graph: PlanGraph; patches: SavedPatch[] };

/**
 * Appends patches to a plan's draft, all or none. A patch whose key was saved before counts as saved.
 * @returns the draft's rev; or, when somebody else's patches came after `baseRev`, the draft and all patches since then
 * @throws DomainError `invalid` by field, also when a patch does not apply; `not_found`; `conflict` while the planner is at work
 */
export async function savePatches({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof SavePatchesInput>;
}): Promise<SavePatchesAnswer> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, baseRev, patches } = parseInput(SavePatchesInput, input);
  checkPlanId(planId);
  const attempt = (tx: Tx) =>
    saveOnce(tx, { workspaceId, planId, baseRev, patches, author: authorOf(ctx.actor) });
  // The draft moved between reading and writing: looking again finds it ahead, a conflict, unless it moves every time.
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const outcome = await ctx.db.$transaction(attempt);
    if (outcome?.appended) announce(ctx.db, workspaceId, [`plan:${planId}`]);
    if (outcome) return outcome.answer;
  }
  throw new DomainError("unavailable", "Too many people are changing this plan at once. Try again.");
}

const MOST_TRIES = 5;

/** Why a plan cannot be edited while its planner is at work. */
const AT_WORK: Partial<Record<PlanStatus, string>> = {
  planning: "The planner is still at work on this plan. Edit it when it has finished.",
  choosing: "The planner waits for your choice. Edit the plan when it has drafted it.",
  clarifying: "The planner waits for your answers. Edit the plan when it has drafted it.",
};

type Work = {
  workspaceId: string;
  planId: string;
  baseRev: number;
  patches: { key: string; patch: PlanPatch }[];
  author: Author;
};

/** @returns null when the draft moved meanwhile; nothing was written then */
async function saveOnce(
  tx: Tx,
  { workspaceId, planId, baseRev, patches, author }: Work,
): Promise<{ answer: SavePatchesAnswer; appended: boolean } | null> {
  const plan = await tx.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { draft: true, draftRev: true, status: true },
  });
  if (!plan) throw noPlan();
  const keys = patches.map(({ key }) => key);
  const rows = await tx.draftPatch.findMany({
    where: { workspaceId, planId, OR: [{ rev: { gt: baseRev } }, { key: { in: keys } }] },
    orderBy: { rev: "asc" },
  });
  // Saved between the two reads.
  if (rows.some((row) => row.rev > plan.draftRev)) return null;
  const graph = PlanGraph.parse(plan.draft);
  const unsaved = patches.slice(rows.length);
  // What was saved since must be the very first of these patches, in order (an answer got lost); else others were first.
  const theirsCameFirst = baseRev > plan.draftRev || rows.some((row, i) => row.key !== keys[i]);
  if (theirsCameFirst) {
    const newer = rows.filter((row) => row.rev > baseRev);
    const answer = { status: "conflict" as const, rev: plan.draftRev, graph, patches: newer.map(readPatch) };
    return { answer, appended: false };
  }
  if (unsaved.length === 0) return { answer: { status: "saved", rev: plan.draftRev }, appended: false };
  const atWork = AT_WORK[PlanStatus.parse(plan.status)];
  if (atWork) throw new DomainError("conflict", atWork);

  const rev = plan.draftRev + unsaved.length;
  const draft = applyAll(graph, unsaved, rows.length);
  const { count } = await tx.plan.updateMany({
    where: { workspaceId, id: planId, draftRev: plan.draftRev, status: plan.status },
    data: { draft: draft satisfies Prisma.InputJsonObject, draftRev: rev, updatedAt: new Date() },
  });
  if (count === 0) return null;
  const numbered = unsaved.map(({ key, patch }, i) => ({ rev: plan.draftRev + i + 1, key, patch, author }));
  await tx.draftPatch.createMany({ data: numbered.map((row) => ({ workspaceId, planId, ...row })) });
  const bodies = numbered.map((row) => ({ type: "plan.patched" as const, ...row }));
  await appendEvents(tx, { workspaceId, topic: `plan:${planId}`, bodies });
  return { answer: { status: "saved", rev }, appended: true };
}

function readPatch(row: { rev: number; key: string; patch: unknown; author: unknown }): SavedPatch {
  return {
    rev: row.rev,
    key: row.key,
    patch: PlanPatch.parse(row.patch),
    author: Author.parse(row.author),
  };
}

/** @param offset how many patches of the input stand before these, for the issues' paths */
function applyAll(start: PlanGraph, patches: { patch: PlanPatch }[], offset: number): PlanGraph {
  let graph = start;
  for (const [i, { patch }] of patches.entries()) {
    const outcome = applyPatch(graph, patch);
    if (!outcome.ok) {
      const issues = outcome.errors.map(({ operation, message }) => ({
        path: ["patches", offset + i, "patch", operation],
        message,
      }));
      throw new DomainError("invalid", issues[0]?.message ?? "The patch does not fit the plan.", { issues });
    }
    graph = outcome.graph;
  }
  return graph;
}
