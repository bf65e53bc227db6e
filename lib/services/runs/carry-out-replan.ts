import { z } from "zod";
import type { Replan } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { ChatChange } from "#lib/domain/chat.ts";
import { chooseChanges } from "#lib/domain/choose-changes.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { mergeGraphs } from "#lib/domain/merge-graphs.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { ReplanCause } from "#lib/domain/replan.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { isRunOver } from "#lib/engine/run-machine.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { Manifest, widenings } from "#lib/domain/manifest.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { manifestOf } from "#lib/guardrails/manifest-of.ts";
import { activePolicy } from "../policies/active-policy.ts";
import { rebaseRun } from "#lib/ledger/rebase-run.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import { expectedSteps } from "./expected-steps.ts";
import { followRun, sayFollowed, type Followed } from "./follow-run.ts";
import { repeatSteps } from "./repeat-steps.ts";
import { decide } from "./replan-decision.ts";
import { versionOf } from "./version-of.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";

/** `refusal`: why the replan was not accepted, or null; `moved`: the plan that changed with it, or null. */
export const Carried = z.object({ moved: z.string().nullable(), refusal: z.string().nullable() });
export type Carried = z.infer<typeof Carried>;

/** Under which name a replan changes run and draft. */
const REPLAN_AUTHOR = { kind: "planner", name: "Replan" } as const;

/**
 * Carries a proposed replan out within a change of its run: the chosen changes make the plan's next version, to which the run moves,
 * and steps are tried again or go on with their next tool. One that no longer fits becomes void; where only the choice among its
 * changes does not, it stays.
 * @param chosen places of the changes to accept, which bring along those that they need; null: all
 */
export async function carryOutReplan(
  run: OpenRun,
  replan: Replan,
  chosen: readonly number[] | null,
  actor: Actor,
): Promise<Carried> {
  const refused = (refusal: string): Carried => ({ moved: null, refusal });
  if (replan.status === "accepted") return { moved: null, refusal: null };
  if (replan.status !== "proposed")
    return refused(`This replan is ${replan.status.replace("_", " ")}, so it cannot be accepted.`);
  if (isRunOver(run.status) || run.status === "aborting")
    return refused("This run is over or being aborted, so its plan cannot change.");
  const changes = z.array(ChatChange).parse(replan.changes);
  const wanted = chosen ?? [...changes.keys()];
  const part = wanted.length < changes.length;
  const moved = wanted.length === 0 ? null : await move(run, replan, changes, wanted, actor);
  // It waits for a person, who may approve it.
  if (moved && "beyond" in moved) return refused(moved.beyond);
  if (moved && "unfit" in moved) {
    if (!part) await decide(run, replan, actor, { status: "void", explanation: moved.unfit });
    return refused(moved.unfit);
  }
  const repeated = await repeatSteps(run, replan, actor);
  if (!moved && repeated === 0) {
    const gone = "The steps that it was about have gone on meanwhile, so there is nothing left to do.";
    await decide(run, replan, actor, { status: "void", explanation: gone });
    return refused(gone);
  }
  const said = [replan.explanation, ...(moved ? sayFollowed(moved.followed) : [])];
  const explanation = said.filter((sentence) => sentence !== null).join(" ") || null;
  await decide(run, replan, actor, { status: "accepted", explanation, accepted: moved?.chosen ?? [] });
  return { moved: moved ? run.planId : null, refusal: null };
}

type Moved = { followed: Followed; chosen: number[] };

/** Moves the run, and then the plan's draft, to the patched graph; gives the reason when it cannot. */
async function move(
  run: OpenRun,
  replan: Replan,
  changes: readonly ChatChange[],
  wanted: readonly number[],
  actor: Actor,
): Promise<Moved | { unfit: string } | { beyond: string }> {
  const current = await versionOf(run, run.versionNumber);
  const proposed = await patched(run, replan, current.graph, changes, wanted);
  if ("unfit" in proposed) return proposed;
  const { graph, patch, chosen } = proposed;
  const tools = await workspaceTools(run.tx, run.workspaceId);
  const goal = GoalAnalysis.nullable().parse(current.analysis);
  const findings = validatePlan(graph, tools, goal, await equipmentOf(run.tx, run.workspaceId));
  const fault = findings.find((finding) => finding.severity === "error");
  if (fault) return { unfit: `With this replan the plan could not run: ${fault.message}` };
  const manifest = manifestOf(graph, tools, (await activePolicy(run.tx, run.workspaceId)).policy);
  if (actor.kind === "system") {
    const more = await beyond(run, manifest, tools);
    if (more !== null) return { beyond: `With this replan the run ${more}, which it was not approved for.` };
  }
  const cause = ReplanCause.parse(replan.cause);
  const [locked] = await rebaseRun(run, {
    graph,
    author: REPLAN_AUTHOR,
    summary: replan.note === "" ? "Replan" : `Replan: ${replan.note.slice(0, 200).toWellFormed()}`,
    toolVersions: Object.fromEntries(tools.map((tool) => [tool.name, tool.version])),
    expected: await expectedSteps(run.tx, run, graph, tools),
    // Whoever accepts it approves what it needs.
    manifest,
    stopping:
      cause.kind === "slow"
        ? { stepId: cause.stepId, why: "It was stopped, because a replan changed it." }
        : null,
  });
  if (locked) return { unfit: locked.message };
  const change = { key: `replan:${replan.id}`, author: REPLAN_AUTHOR, patch, base: current.graph, graph };
  return { followed: await followRun(run, change), chosen };
}

/** How a manifest goes beyond what the run was approved for, in words; null: it does not. */
async function beyond(
  { tx, workspaceId, runId }: OpenRun,
  wanted: Manifest,
  tools: readonly ToolSpec[],
): Promise<string | null> {
  const where = { workspaceId_id: { workspaceId, id: runId } };
  const row = await tx.run.findUniqueOrThrow({ where, select: { manifest: true } });
  const approved = Manifest.nullable().parse(row.manifest);
  // Tools stay as they were pinned, and the caps in force are the policy's own affair.
  const pinned = approved && {
    ...wanted,
    tools: { ...wanted.tools, ...approved.tools },
    spend: approved.spend,
  };
  const titles = new Map(tools.map(({ name, title }) => [name, title]));
  return (approved && pinned && widenings(approved, pinned, titles)[0]?.what) ?? null;
}

/** The run's graph with the chosen changes: when somebody edited the run since they were proposed, merged with that step by step. */
async function patched(
  run: OpenRun,
  replan: Replan,
  current: PlanGraph,
  changes: readonly ChatChange[],
  wanted: readonly number[],
): Promise<{ graph: PlanGraph; patch: PlanPatch; chosen: number[] } | { unfit: string }> {
  const moved = replan.baseVersion !== run.versionNumber;
  const base = moved ? (await versionOf(run, replan.baseVersion)).graph : current;
  const choice = chooseChanges(base, changes, wanted);
  if (!choice.ok) return { unfit: choice.message };
  const { chosen } = choice;
  if (!moved) return { graph: choice.graph, patch: choice.patch, chosen };
  const { graph, conflicts } = mergeGraphs(base, current, choice.graph);
  const [conflict] = conflicts;
  if (conflict) return { unfit: `The run's plan has changed since this was proposed. ${conflict.message}` };
  return { graph, patch: diffGraphs(current, graph), chosen };
}
