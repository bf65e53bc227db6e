import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { parseInput } from "#lib/domain/errors.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import type { PlanVersionEntry, PlanVersionPage } from "#lib/domain/plan-version.ts";
import { graphDiff } from "#lib/domain/graph-diff.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { VERSION_SHOWN, versionSummary } from "./plans/version-summary.ts";

/** `before`: the number of the oldest version that the reader has; none for the latest. */
export const ListVersionsInput = z.object({
  planId: z.string(),
  before: z.coerce.number().int().min(1).nullish(),
});

/** Each is compared with the one before it, so a page reads one graph more than it shows. */
const PAGE = 10;

/**
 * A page of a plan's versions, the latest first: who made each, when, and what it changed of the one before.
 * @throws DomainError `not_found`
 */
export async function listVersions({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListVersionsInput>;
}): Promise<PlanVersionPage> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId, before } = parseInput(ListVersionsInput, input);
  checkPlanId(planId);
  if ((await ctx.db.plan.count({ where: { workspaceId, id: planId } })) === 0) throw noPlan();
  const rows = await ctx.db.planVersion.findMany({
    where: { workspaceId, planId, ...(before && { number: { lt: before } }) },
    orderBy: { number: "desc" },
    take: PAGE + 1,
    select: { ...VERSION_SHOWN, graph: true },
  });
  const editors = await editorsOf(ctx.db, { workspaceId, planId }, rows);
  const graphs = rows.map(({ graph }) => PlanGraph.parse(graph));
  const items = rows.slice(0, PAGE).map((row, at): PlanVersionEntry => {
    const [now, earlier] = [graphs[at] ?? NOTHING, graphs[at + 1]];
    const diff = earlier && graphDiff(earlier, now);
    return {
      ...versionSummary(row),
      steps: now.steps.length,
      changed: diff
        ? { added: diff.added.length, changed: diff.changed.length, removed: diff.dropped.length }
        : null,
      editors: editors.get(row.number) ?? [],
    };
  });
  return { items, next: rows.length > PAGE ? (items.at(-1)?.number ?? null) : null };
}

const NOTHING: PlanGraph = { steps: [], dependencies: [] };

/**
 * Names of those who edited the draft between each version and the one sealed before it, by the version's number. A version that a
 * replan made beside the draft holds no edits of it.
 */
async function editorsOf(
  db: Db,
  { workspaceId, planId }: { workspaceId: string; planId: string },
  rows: readonly { number: number }[],
): Promise<Map<number, string[]>> {
  const [newest, oldest] = [rows[0]?.number, rows.at(-1)?.number];
  if (newest === undefined || oldest === undefined) return new Map();
  const found = await db.$queryRaw`
    with sealed as (
      select number, rev, coalesce(lag(rev) over (order by number), 0) as since
      from plan_versions where workspace_id = ${workspaceId} and plan_id = ${planId} and rev is not null
    )
    select s.number, array_agg(distinct p.author ->> 'name') as names
    from sealed s join draft_patches p
      on p.workspace_id = ${workspaceId} and p.plan_id = ${planId} and p.rev > s.since and p.rev <= s.rev
    where s.number between ${oldest} and ${newest}
    group by s.number`;
  const named = z.array(z.object({ number: z.number(), names: z.array(z.string()) })).parse(found);
  return new Map(named.map(({ number, names }) => [number, names]));
}
