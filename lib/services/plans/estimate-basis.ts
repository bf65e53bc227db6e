import type { Db, Tx } from "#lib/db/client.ts";
import type { AskedModel, EstimateBasis } from "#lib/domain/estimate-basis.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Choice } from "#lib/models/connection.ts";
import { connectionsOf, profilesOf, resolveProfiles } from "#lib/models/model-profiles.ts";
import { priceOf } from "#lib/models/prices.ts";
import { readStepUses } from "./step-uses.ts";
import { readToolUses } from "./tool-uses.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";

/**
 * Whatever is known for estimating a plan: what its steps and what all tools took before in this workspace, and which models are
 * asked at what price.
 * @param plan left out while there are no steps yet
 */
export async function readEstimateBasis(
  db: Db | Tx,
  workspaceId: string,
  plan?: { id: string; graph: PlanGraph },
): Promise<EstimateBasis> {
  const steps = plan?.graph.steps ?? [];
  const known = await workspaceTools(db, workspaceId);
  const tools = [...known.map(({ name }) => name), ...steps.map(({ tool }) => tool)];
  const profiles = resolveProfiles(await profilesOf(db, workspaceId), await connectionsOf(db, workspaceId));
  return {
    ...(plan ? await readStepUses(db, workspaceId, plan.id, steps.length) : { steps: [], items: {} }),
    tools: await readToolUses(db, workspaceId, [...new Set(tools)]),
    models: { executor: firstOf(profiles.executor), checker: firstOf(profiles.checker) },
  };
}

/** Fallbacks are asked when the first one fails, which is not what is expected. */
function firstOf([choice]: readonly Choice[]): AskedModel | null {
  if (!choice) return null;
  return { provider: choice.connection.name, model: choice.model, price: priceOf(choice) };
}
