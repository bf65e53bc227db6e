import type { Tx } from "#lib/db/client.ts";
import { joinManifests, Manifest, widenings } from "#lib/domain/manifest.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import type { Policy } from "#lib/domain/policy.ts";
import { subplansIn } from "#lib/domain/subplan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { manifestOf } from "#lib/guardrails/manifest-of.ts";
import type { RunKey } from "#lib/ledger/keys.ts";

/**
 * What a run of this plan needs: its own tools, and those of the plans that it names as parts of itself, as deep as the policy lets runs
 * start others. Approving the plan approves all of it.
 */
export async function neededManifest(
  tx: Pick<Tx, "planVersion">,
  workspaceId: string,
  graph: PlanGraph,
  tools: readonly ToolSpec[],
  policy: Policy,
): Promise<Manifest> {
  let manifest = manifestOf(graph, tools, policy);
  const known = new Set<string>();
  let level = [graph];
  for (let depth = 0; depth < policy.limits.depth && level.length > 0; depth++) {
    const named = level.flatMap(subplansIn).filter(({ planId, number }) => {
      const key = `${planId} ${number}`;
      return known.has(key) ? false : known.add(key);
    });
    if (named.length === 0) break;
    const rows = await tx.planVersion.findMany({
      where: { workspaceId, OR: named },
      select: { graph: true },
    });
    level = rows.map((row) => PlanGraph.parse(row.graph));
    for (const part of level) manifest = joinManifests(manifest, manifestOf(part, tools, policy));
  }
  return manifest;
}

/**
 * How a manifest goes beyond what the run was approved for that this run is a part of, in words; null: it does not, or there is no such
 * run.
 */
export async function beyondParent(
  tx: Tx,
  { workspaceId, runId }: Pick<RunKey, "workspaceId" | "runId">,
  wanted: Manifest,
  tools: readonly ToolSpec[],
): Promise<string | null> {
  const own = { workspaceId_id: { workspaceId, id: runId } };
  const { parentRun } = await tx.run.findUniqueOrThrow({ where: own, select: { parentRun: true } });
  return parentRun === null ? null : beyondRun(tx, { workspaceId, runId: parentRun }, wanted, tools);
}

/** How a manifest goes beyond what a run was approved for, in words; null: it does not. */
export async function beyondRun(
  tx: Tx,
  { workspaceId, runId }: Pick<RunKey, "workspaceId" | "runId">,
  wanted: Manifest,
  tools: readonly ToolSpec[],
): Promise<string | null> {
  const where = { workspaceId_id: { workspaceId, id: runId } };
  const row = await tx.run.findUniqueOrThrow({ where, select: { manifest: true } });
  const approved = Manifest.nullable().parse(row.manifest);
  if (approved === null) return null;
  const titles = new Map(tools.map(({ name, title }) => [name, title]));
  // The caps in force are the policy's own affair.
  return widenings(approved, { ...wanted, spend: approved.spend }, titles)[0]?.what ?? null;
}
