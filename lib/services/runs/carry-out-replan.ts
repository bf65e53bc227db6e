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
import { isRunOver } from "#lib/domain/run-over.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { activePolicy } from "../policies/active-policy.ts";
import { decideReplan } from "#lib/ledger/decide-replan.ts";
import { rebaseRun } from "#lib/ledger/rebase-run.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import { expectedSteps } from "./expected-steps.ts";
import { beyondParent, neededManifest } from "./needed-manifest.ts";
import { followRun, sayFollowed, type Followed } from "./follow-run.ts";
import { newNeeds } from "./new-needs.ts";
import { repeatSteps } from "./repeat-steps.ts";
import { versionOf } from "./version-of.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";

/**
 * `refusal`: why the replan was not accepted, or null; `moved`: the plan that changed with it, or null; `needs`: what it needs beyond
 * what the run was approved for, when that is why.
 */
export const Carried = z.object({
  moved: z.string().nullable(),
  refusal: z.string().nullable(),
  needs: z.array(z.string()).default([]),
});
export type Carried = z.infer<typeof Carried>;

/** Under which name a replan changes run and draft. */
const REPLAN_AUTHOR = { kind: "planner", name: "Replan" } as const;

/**
 * Carries a proposed replan out within a change of its run: the chosen changes make the plan's next version, to which the run moves,
 * and steps are tried again or go on with their next tool. One that no longer fits becomes void; where only the choice among its
 * changes does not, it stays.
 * @param chosen places of the changes to accept, which bring along those that they need; null: all
 * @param accepts what the person has seen that it needs beyond what the run was approved for
 */
export async function carryOutReplan(
  run: OpenRun,
  replan: Replan,
  chosen: readonly number[] | null,
  actor: Actor,
  accepts: readonly string[] = [],
): Promise<Carried> {
  const refused = (refusal: string, needs: string[] = []): Carried => ({ moved: null, refusal, needs });
  if (replan.status === "accepted") return { moved: null, refusal: null, needs: [] };
  if (replan.status !== "proposed")
    return refused(`This replan is ${replan.status.replace("_", " ")}, so it cannot be accepted.`);
  if (isRunOver(run.status) || run.status === "aborting")
    return refused("This run is over or being aborted, so its plan cannot change.");
  const changes = z.array(ChatChange).parse(replan.changes);
  const wanted = chosen ?? [...changes.keys()];
  const part = wanted.length < changes.length;
  const moved = wanted.length === 0 ? null : await move(run, replan, changes, wanted, actor, accepts);
  // It waits for a person, who may approve it.
  if (moved && "beyond" in moved) return refused(moved.beyond, moved.needs);
  if (moved && "unfit" in moved) {
    if (!part)
      await decideReplan(run, replan.id, deciderId(actor), { status: "void", explanation: moved.unfit });
    return refused(moved.unfit);
  }
  const repeated = await repeatSteps(run, replan, actor);
  if (!moved && repeated === 0) {
    const gone = "The steps that it was about have gone on meanwhile, so there is nothing left to do.";
    await decideReplan(run, replan.id, deciderId(actor), { status: "void", explanation: gone });
    return refused(gone);
  }
  const said = [replan.explanation, ...(moved ? sayFollowed(moved.followed) : [])];
  const explanation = said.filter((sentence) => sentence !== null).join(" ") || null;
  await decideReplan(run, replan.id, deciderId(actor), {
    status: "accepted",
    explanation,
    accepted: moved?.chosen ?? [],
  });
  return { moved: moved ? run.planId : null, refusal: null, needs: [] };
}

function deciderId(actor: Actor): string {
  return actor.kind === "user" ? actor.userId : "system";
}

type Moved = { followed: Followed; chosen: number[] };

/** Moves the run, and then the plan's draft, to the patched graph; gives the reason when it cannot. */
async function move(
  run: OpenRun,
  replan: Replan,
  changes: readonly ChatChange[],
  wanted: readonly number[],
  actor: Actor,
  accepts: readonly string[],
): Promise<Moved | { unfit: string } | { beyond: string; needs: string[] }> {
  const system = actor.kind === "system";
  const proposed = await workOut(run, replan, changes, wanted, { spend: !system });
  if ("unfit" in proposed) return proposed;
  const { current, graph, patch, chosen, tools, manifest, needs } = proposed;
  const unseen = needs.filter((need) => !accepts.includes(need));
  if (unseen.length > 0 && system)
    return { beyond: `With this replan the run ${unseen[0]}, which it was not approved for.`, needs };
  if (unseen.length > 0) return { beyond: "With this the run needs more than it was approved for.", needs };
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
  const change = { key: `replan:${replan.id}`, author: REPLAN_AUTHOR, patch, base: current, graph };
  return { followed: await followRun(run, change), chosen };
}

/** The graph to which the chosen changes would move the run, and what that needs; or why it does not fit. */
async function workOut(
  run: OpenRun,
  replan: Replan,
  changes: readonly ChatChange[],
  wanted: readonly number[],
  counts: { spend: boolean },
) {
  const current = await versionOf(run, run.versionNumber);
  const proposed = await patched(run, replan, current.graph, changes, wanted);
  if ("unfit" in proposed) return proposed;
  const { graph } = proposed;
  const tools = await workspaceTools(run.tx, run.workspaceId);
  const goal = GoalAnalysis.nullable().parse(current.analysis);
  const findings = validatePlan(graph, tools, goal, await equipmentOf(run.tx, run.workspaceId));
  const fault = findings.find((finding) => finding.severity === "error");
  if (fault) return { unfit: `With this replan the plan could not run: ${fault.message}` };
  const { policy } = await activePolicy(run.tx, run.workspaceId);
  const manifest = await neededManifest(run.tx, run.workspaceId, graph, tools, policy);
  const outside = await beyondParent(run.tx, run, manifest, tools);
  if (outside !== null) {
    const unfit = `With this replan the run ${outside}, which the run that it is a part of was not approved for.`;
    return { unfit };
  }
  const needs = await newNeeds(run, manifest, tools, counts);
  return { ...proposed, current: current.graph, tools, manifest, needs };
}

/** What the chosen changes of a replan need beyond what the run was approved for, in words; none for what does not fit. */
export async function needsOfReplan(
  run: OpenRun,
  replan: Replan,
  chosen: readonly number[] | null,
): Promise<string[]> {
  const changes = z.array(ChatChange).parse(replan.changes);
  const wanted = chosen ?? [...changes.keys()];
  if (wanted.length === 0) return [];
  const proposed = await workOut(run, replan, changes, wanted, { spend: true });
  return "unfit" in proposed ? [] : proposed.needs;
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
