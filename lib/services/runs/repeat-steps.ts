import { z } from "zod";
import type { Replan } from "#lib/db/generated/client.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { StepRunId } from "#lib/domain/ids.ts";
import { ReplanCause } from "#lib/domain/replan.ts";
import { answerOpenSlow } from "#lib/ledger/answer-slow.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { decideOpenStep } from "#lib/ledger/decide-step.ts";
import { rerunOpenStale } from "#lib/ledger/rerun-stale.ts";
import { nameOf } from "./run-keys.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";

/**
 * Does what an accepted replan wants of steps as they are: a failed one is tried again, a slow one stopped for another worker or its
 * next tool, those that used an output which was put right are done again. What must not be repeated unasked stays.
 * @returns how many steps that were; those that have gone on meanwhile are none
 */
export async function repeatSteps(run: OpenRun, replan: Replan, actor: Actor): Promise<number> {
  const steps = z.array(StepRunId).parse(replan.steps);
  const cause = ReplanCause.parse(replan.cause);
  const by = nameOf(actor);
  let stale: readonly string[] = [];
  if (cause.kind === "new_input" && steps.length > 0) {
    const tools = await workspaceTools(run.tx, run.workspaceId);
    const onceTools = tools.flatMap((tool) => (tool.sideEffect === "once" ? [tool.name] : []));
    const rerun = await rerunOpenStale(run, { only: steps, includeOnce: false, onceTools }, by);
    stale = rerun.kind === "rerun" ? rerun.redone : [];
  }
  let count = stale.length;
  for (const stepId of steps) {
    if (stale.includes(stepId)) continue;
    if (cause.kind === "slow" && stepId === cause.stepId) {
      const answer = replan.choice === "fall_back" ? "fall_back" : "retry_elsewhere";
      if ((await answerOpenSlow(run, stepId, answer, by)) === "done") count++;
    } else {
      const decided = await decideOpenStep(run, stepId, { kind: "retry" }, by);
      if (decided?.applied) count++;
    }
  }
  return count;
}
