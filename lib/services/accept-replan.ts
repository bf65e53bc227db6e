import { z } from "zod";
import type { Replan } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { mergeGraphs } from "#lib/domain/merge-graphs.ts";
import { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { equipmentOf } from "#lib/models/model-profiles.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { announce } from "#lib/events/announce.ts";
import { isRunOver } from "#lib/engine/run-machine.ts";
import { manifestOf } from "#lib/guardrails/manifest-of.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { changeRunOnce, IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { rebaseRun } from "#lib/ledger/rebase-run.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { activePolicy } from "./policies/active-policy.ts";
import { expectedSteps } from "./runs/expected-steps.ts";
import { followRun, sayFollowed, type Followed } from "./runs/follow-run.ts";
import { decide, findReplan } from "./runs/replan-decision.ts";
import { toRunKey } from "./runs/run-keys.ts";
import { versionOf } from "./runs/version-of.ts";

export const AcceptReplanInput = z.object({
  runId: z.string(),
  replanId: z.string(),
  idempotencyKey: IdempotencyKey.optional(),
});

/** `refusal`: why the replan was not accepted, or null; `moved`: the plan that changed with it, or null. */
const Answer = z.object({ moved: z.string().nullable(), refusal: z.string().nullable() });
type Answer = z.infer<typeof Answer>;

/**
 * Accepts a proposed replan: its patch makes the plan's next version, the run moves to it, finished and running steps kept,
 * and the plan's draft follows, keeping what a person changed in it meanwhile. A proposal that no longer fits becomes void instead. Accepting twice changes nothing.
 * @throws DomainError `not_found`; `conflict` when it is not (or no longer) acceptable, saying why
 */
export async function acceptReplan({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof AcceptReplanInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "decide");
  const { runId, replanId, idempotencyKey } = parseInput(AcceptReplanInput, input);
  const key = toRunKey(workspaceId, runId);
  const request = keyedRequest(workspaceId, idempotencyKey, "acceptReplan", { runId, replanId });
  const { moved, refusal } = await changeRunOnce(ctx.db, key, request, Answer, (run) =>
    accept(run, replanId, ctx.actor),
  );
  if (moved !== null) announce(ctx.db, workspaceId, [`plan:${moved}`]);
  // Thrown after the commit, so that a replan that became void stays so.
  if (refusal !== null) throw new DomainError("conflict", refusal);
}

async function accept(run: OpenRun, replanId: string, actor: Actor): Promise<Answer> {
  const replan = await findReplan(run, replanId);
  if (replan.status === "accepted") return { moved: null, refusal: null };
  if (replan.status !== "proposed") {
    return { moved: null, refusal: `This replan is ${replan.status}, so it cannot be accepted.` };
  }
  if (isRunOver(run.status) || run.status === "aborting") {
    const refusal = "This run is over or being aborted, so its plan cannot change.";
    return { moved: null, refusal };
  }
  const moved = await move(run, replan);
  if ("unfit" in moved) {
    await decide(run, replan, actor, { status: "void", explanation: moved.unfit });
    return { moved: null, refusal: moved.unfit };
  }
  const said = [replan.explanation, ...sayFollowed(moved.followed)].filter((sentence) => sentence !== null);
  await decide(run, replan, actor, { status: "accepted", explanation: said.join(" ") || null });
  return { moved: run.planId, refusal: null };
}

/** Under which name a replan changes run and draft. */
const REPLAN_AUTHOR = { kind: "planner", name: "Replan" } as const;

/** Moves the run, and then the plan's draft, to the patched graph; gives the reason when it cannot. */
async function move(run: OpenRun, replan: Replan): Promise<{ followed: Followed } | { unfit: string }> {
  const current = await versionOf(run, run.versionNumber);
  const proposed = await patched(run, replan, current.graph);
  if ("unfit" in proposed) return proposed;
  const { graph, patch } = proposed;
  const tools = toolSpecs();
  const goal = GoalAnalysis.nullable().parse(current.analysis);
  const findings = validatePlan(graph, tools, goal, await equipmentOf(run.tx, run.workspaceId));
  const fault = findings.find((finding) => finding.severity === "error");
  if (fault) return { unfit: `With this replan the plan could not run: ${fault.message}` };
  const [locked] = await rebaseRun(run, {
    graph,
    author: REPLAN_AUTHOR,
    summary: replan.note === "" ? "Replan" : `Replan: ${replan.note.slice(0, 200)}`,
    toolVersions: Object.fromEntries(tools.map((tool) => [tool.name, tool.version])),
    expected: await expectedSteps(run.tx, run, graph, tools),
    manifest: manifestOf(graph, tools, (await activePolicy(run.tx, run.workspaceId)).policy),
  });
  if (locked) return { unfit: locked.message };
  const change = { key: `replan:${replan.id}`, author: REPLAN_AUTHOR, patch, base: current.graph, graph };
  return { followed: await followRun(run, change) };
}

/** The run's graph with the replan: when somebody edited the run since it was proposed, merged with that step by step. */
async function patched(
  run: OpenRun,
  replan: Replan,
  current: PlanGraph,
): Promise<{ graph: PlanGraph; patch: PlanPatch } | { unfit: string }> {
  const moved = replan.baseVersion !== run.versionNumber;
  const base = moved ? (await versionOf(run, replan.baseVersion)).graph : current;
  const patch = PlanPatch.parse(replan.patch);
  const outcome = applyPatch(base, patch);
  if (!outcome.ok) return { unfit: outcome.errors[0]?.message ?? "The replan does not fit the run's plan." };
  if (!moved) return { graph: outcome.graph, patch };
  const { graph, conflicts } = mergeGraphs(base, current, outcome.graph);
  const [conflict] = conflicts;
  if (conflict) return { unfit: `The run's plan has changed since this was proposed. ${conflict.message}` };
  return { graph, patch: diffGraphs(current, graph) };
}
