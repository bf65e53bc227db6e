import { z } from "zod";
import type { Replan } from "#lib/db/generated/client.ts";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { PlanPatch } from "#lib/domain/patch.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { isRunOver } from "#lib/engine/run-machine.ts";
import { changeRun, type OpenRun } from "#lib/ledger/change-run.ts";
import { rebaseRun } from "#lib/ledger/rebase-run.ts";
import { toolSpecs } from "#lib/tools/registry.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { decide, findReplan } from "./runs/replan-decision.ts";
import { toRunKey } from "./runs/run-keys.ts";

export const AcceptReplanInput = z.object({ runId: z.string(), replanId: z.string() });

/**
 * Accepts a proposed replan: its patch makes the plan's next version and the run moves to it, finished and running steps kept.
 * A proposal that no longer fits becomes void instead. Accepting twice changes nothing.
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
  const { runId, replanId } = parseInput(AcceptReplanInput, input);
  const key = toRunKey(workspaceId, runId);
  const unfit = await changeRun(ctx.db, key, async (run) => {
    const replan = await findReplan(run, replanId);
    if (replan.status === "accepted") return null;
    if (replan.status !== "proposed") {
      throw new DomainError("conflict", `This replan is ${replan.status}, so it cannot be accepted.`);
    }
    if (isRunOver(run.status) || run.status === "aborting") {
      throw new DomainError("conflict", "This run is over or being aborted, so its plan cannot change.");
    }
    const reason = await move(run, replan);
    const status = reason === null ? "accepted" : "void";
    await decide(run, replan, ctx.actor, { status, ...(reason !== null && { explanation: reason }) });
    return reason;
  });
  // Thrown after the commit, so that the void stands.
  if (unfit !== null) throw new DomainError("conflict", unfit);
}

/** Moves the run to the patched graph; gives the reason when it cannot. */
async function move(run: OpenRun, replan: Replan): Promise<string | null> {
  if (replan.baseVersion !== run.versionNumber) return "The run's plan has changed since this was proposed.";
  const version = await run.tx.planVersion.findUniqueOrThrow({
    where: {
      workspaceId_planId_number: {
        workspaceId: run.workspaceId,
        planId: run.planId,
        number: run.versionNumber,
      },
    },
    select: { graph: true, plan: { select: { analysis: true } } },
  });
  const patched = applyPatch(PlanGraph.parse(version.graph), PlanPatch.parse(replan.patch));
  if (!patched.ok) return patched.errors[0]?.message ?? "The replan does not fit the run's plan.";
  const tools = toolSpecs();
  const findings = validatePlan(patched.graph, tools, GoalAnalysis.nullable().parse(version.plan.analysis));
  const fault = findings.find((finding) => finding.severity === "error");
  if (fault) return `With this replan the plan could not run: ${fault.message}`;
  return rebaseRun(run, {
    graph: patched.graph,
    author: { kind: "planner", name: "Replan" },
    summary: replan.note === "" ? "Replan" : `Replan: ${replan.note.slice(0, 200)}`,
    toolVersions: Object.fromEntries(tools.map((tool) => [tool.name, tool.version])),
  });
}
