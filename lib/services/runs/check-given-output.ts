import { z } from "zod";
import { DomainError } from "#lib/domain/errors.ts";
import { misfits } from "#lib/domain/fit-schema.ts";
import { schemaProblem } from "#lib/domain/usable-schema.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { Json } from "#lib/domain/json.ts";
import { Step } from "#lib/domain/step.ts";
import { restoreUnstorable } from "#lib/domain/storable.ts";
import { checkDone } from "#lib/guardrails/check-done.ts";
import { checkStepOutput } from "#lib/guardrails/check-output.ts";
import type { OpenRun } from "#lib/ledger/change-run.ts";
import { TOOLS } from "#lib/tools/registry.ts";
import { activePolicy } from "../policies/active-policy.ts";
import { openSecrets } from "../secrets/stored-secrets.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";

/**
 * Holds what a person writes in the place of a step's output against everything that the output itself was held against and that needs
 * nobody's judgement: the tool's schema, the step's done-condition, and the rules of the workspace.
 * @param output whole, the contents of files included
 * @returns it, with what has to be hidden hidden
 * @throws DomainError `invalid` at ["output"], saying what is wrong with it
 */
export async function checkGivenOutput(
  run: OpenRun,
  { stepId, tool }: { stepId: string; tool: string },
  output: Json,
): Promise<Json> {
  const { tx, workspaceId, runId, planId } = run;
  const row = await tx.stepRun.findUniqueOrThrow({
    where: { workspaceId_runId_stepId: { workspaceId, runId, stepId } },
    select: { step: true },
  });
  const step = Step.parse(restoreUnstorable(Json.parse(row.step)));
  const { analysis } = await tx.plan.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { analysis: true },
  });
  const done = checkDone("This is an output", await schemaOf(run, tool), step.doneCondition, output);
  if (!done.ok) throw unfit([done.error.message]);
  const { policy } = await activePolicy(tx, workspaceId);
  const secrets = await openSecrets(tx, workspaceId);
  const verdict = checkStepOutput(done.output, step, {
    policy,
    goal: GoalAnalysis.nullable().parse(analysis),
    own: secrets.flatMap(({ value }) => value ?? []),
  });
  const broken = verdict.findings.filter(({ severity }) => severity === "error");
  if (!verdict.passes) throw unfit(broken.map(({ message }) => message));
  return verdict.output;
}

/** What a tool's output must be like; a tool that is gone has nothing to say about that any more. */
async function schemaOf({ tx, workspaceId }: OpenRun, tool: string): Promise<z.ZodType> {
  const own = TOOLS.get(tool)?.output;
  if (own) return own;
  const spec = (await workspaceTools(tx, workspaceId)).find(({ name }) => name === tool);
  if (!spec || schemaProblem(spec.outputSchema) !== null) return z.unknown();
  const { outputSchema } = spec;
  return z.unknown().check((context) => {
    for (const message of misfits(Json.parse(context.value), outputSchema))
      context.issues.push({ code: "custom", input: context.value, message });
  });
}

function unfit(messages: readonly string[]): DomainError {
  const message = messages.join(" ");
  return new DomainError("invalid", message, { issues: [{ path: ["output"], message }] });
}
