import type { Tx } from "#lib/db/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { newId } from "#lib/domain/ids.ts";
import { manifestHash } from "./manifest-hash.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { insertRun } from "#lib/ledger/insert-run.ts";
import { holdRun } from "#lib/ledger/plan-approval.ts";
import { modelsToPin } from "#lib/models/model-profiles.ts";
import { promptsToPin } from "#lib/models/prompts/pin-prompts.ts";
import { activePolicy } from "../policies/active-policy.ts";
import { expectedSteps } from "./expected-steps.ts";
import { neededManifest } from "./needed-manifest.ts";
import { planTerms } from "./plan-terms.ts";

/**
 * Writes a run of a plan version, with the tools, prompts and models pinned as they are now and a manifest of what it may use, inside the caller's transaction, which
 * holds the workspace's row. Where the policy has plans approved by its rules, the run waits for that.
 * @param approves names the manifest that the person saw; null: whatever it is
 * @returns the run's id
 * @throws DomainError `conflict` when it is another one by now
 */
export async function startVersion(
  tx: Tx,
  actor: Actor,
  version: { workspaceId: string; planId: string; number: number; graph: PlanGraph },
  tools: readonly ToolSpec[],
  idempotencyKey: string,
  approves: string | null = null,
): Promise<string> {
  const { workspaceId, planId, number, graph } = version;
  const runId = newId();
  const toolVersions = Object.fromEntries(tools.map((tool) => [tool.name, tool.version]));
  const createdBy = actor.kind === "user" ? actor.userId : "system";
  const prompts = await promptsToPin(tx, workspaceId);
  const models = await modelsToPin(tx, workspaceId);
  const { policy } = await activePolicy(tx, workspaceId);
  const expected = await expectedSteps(tx, version, graph, tools);
  const manifest = await neededManifest(tx, workspaceId, graph, tools, policy);
  if (approves !== null && approves !== manifestHash(manifest)) {
    const message = "What the run may use has changed since you saw it. Look at it again, then start it.";
    throw new DomainError("conflict", message);
  }
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
      manifest,
      idempotencyKey,
      createdBy,
      expected,
    },
  );
  // What the system starts belongs to a run that people have approved.
  const terms = actor.kind === "user" ? planTerms(policy) : null;
  if (terms) await holdRun(tx, { workspaceId, runId }, { versionNumber: number, graph, manifest }, terms);
  return runId;
}
