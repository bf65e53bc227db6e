import { DomainError } from "#lib/domain/errors.ts";
import { isRunOver } from "#lib/domain/run-over.ts";
import type { StepState } from "#lib/engine/step-machine.ts";
import { decideStep as decide, type StepDecision } from "#lib/ledger/decide-step.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { nameOf, noStep, toStepKey } from "./run-keys.ts";

/**
 * What retry, skip and settle have in common: carries out a person's decision about a step.
 * @param already states in which the decision has been carried out before: a second click, which changes nothing
 * @param refusal what to say when the step is in no state for it
 */
export async function decideStep(
  ctx: ServiceContext,
  step: { runId: string; stepId: string },
  decision: StepDecision,
  already: readonly StepState[],
  refusal: string,
): Promise<void> {
  const key = toStepKey(authorise(ctx.actor, "edit"), step.runId, step.stepId);
  const decided = await decide(ctx.db, key, decision, nameOf(ctx.actor));
  if (!decided) throw noStep();
  if (decided.applied || already.includes(decided.state)) return;
  const over = isRunOver(decided.runStatus) || decided.runStatus === "aborting";
  throw new DomainError("conflict", over ? "This run is over or being aborted." : refusal);
}
