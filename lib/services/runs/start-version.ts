import type { Tx } from "#lib/db/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { newId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { insertRun } from "#lib/ledger/insert-run.ts";
import { modelsToPin } from "#lib/models/model-profiles.ts";
import { promptsToPin } from "#lib/models/prompts/pin-prompts.ts";
import { activePolicy } from "../policies/active-policy.ts";
import { expectedSteps } from "./expected-steps.ts";
import { neededManifest } from "./needed-manifest.ts";

/**
 * Writes a run of a plan version, with the tools, prompts and models pinned as they are now and a manifest of what it may use, inside the caller's transaction, which
 * holds the workspace's row.
 * @returns the run's id
 */
export async function startVersion(
  tx: Tx,
  actor: Actor,
  version: { workspaceId: string; planId: string; number: number; graph: PlanGraph },
  tools: readonly ToolSpec[],
  idempotencyKey: string,
): Promise<string> {
  const { workspaceId, planId, number, graph } = version;
  const runId = newId();
  const toolVersions = Object.fromEntries(tools.map((tool) => [tool.name, tool.version]));
  const createdBy = actor.kind === "user" ? actor.userId : "system";
  const prompts = await promptsToPin(tx, workspaceId);
  const models = await modelsToPin(tx, workspaceId);
  const { policy } = await activePolicy(tx, workspaceId);
  const expected = await expectedSteps(tx, version, graph, tools);
  await insertRun(
    tx,
    { workspaceId, runId },
    {
      planId,
      versionNumber: number,
      graph,
      toolVersions,
      ...prompts,
      models,
      manifest: await neededManifest(tx, workspaceId, graph, tools, policy),
      idempotencyKey,
      createdBy,
      expected,
    },
  );
  return runId;
}
