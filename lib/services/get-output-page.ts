import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import type { OutputText } from "#lib/domain/run.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { toStepKey } from "./runs/run-keys.ts";
import { outputText } from "./runs/stored-outputs.ts";

export const GetOutputPageInput = z.object({
  runId: z.string(),
  stepId: z.string(),
  /** Where in the output's JSON text the page begins: 0, or the `next` of the page before. */
  offset: z.number("This is not a number.").int().min(0).max(1_000_000_000),
});

/**
 * A page of a step's output as JSON text, for outputs that are too large to be shown at once.
 * @throws DomainError `not_found` when there is no such step, or nothing at that offset
 */
export async function getOutputPage({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetOutputPageInput>;
}): Promise<OutputText> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId, stepId, offset } = parseInput(GetOutputPageInput, input);
  const key = toStepKey(workspaceId, runId, stepId);
  const row = await ctx.db.stepRun.findUnique({
    where: { workspaceId_runId_stepId: key },
    select: { output: true },
  });
  const page = row && row.output !== null ? await outputText(ctx.db, key, row.output, offset) : null;
  if (!page) throw new DomainError("not_found", "There is nothing of this output here.");
  return page;
}
