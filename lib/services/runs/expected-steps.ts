import type { Tx } from "#lib/db/client.ts";
import type { Expected } from "#lib/domain/expected.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { expectedSeconds } from "#lib/ledger/expected-seconds.ts";

/** How long the steps of a plan's graph should take, with the tools of this installation. */
export async function expectedSteps(
  tx: Tx,
  plan: { workspaceId: string; planId: string },
  graph: PlanGraph,
  tools: readonly ToolSpec[],
): Promise<Map<StepId, Expected>> {
  const typical = new Map(tools.map((tool) => [tool.name, tool.typicalSeconds]));
  return expectedSeconds(tx, { workspaceId: plan.workspaceId, planId: plan.planId }, graph, typical);
}
