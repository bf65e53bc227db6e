import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { StepRunView, type StepRunDetail } from "#lib/domain/run.ts";
import { getStepRun } from "./get-step-run.ts";
import type { ReaderContext } from "./share/find-share.ts";
import { sharedPage } from "./share/shared-page.ts";
import { asNoShare, findSharedStep, sharedStep } from "./share/shared-run.ts";

export const GetSharedStepInput = z.object({ token: z.string(), stepId: z.string() });

/**
 * One step of a shared run, opened: what it gave, its files named, and when it was tried. With what it was called, and whom it asked, is not
 * shared.
 * @throws DomainError `not_found`
 */
export async function getSharedStep({
  ctx: reader,
  input,
}: {
  ctx: ReaderContext;
  input: z.input<typeof GetSharedStepInput>;
}): Promise<StepRunDetail> {
  const { token, stepId } = parseInput(GetSharedStepInput, input);
  const { link, ctx, runId, hide } = await findSharedStep(reader, token, stepId);
  const { large, ...kept } = await getStepRun({ ctx, input: { runId, stepId } }).catch(asNoShare);
  const detail = hide(kept);
  const { output, files, attempts } = detail;
  return {
    step: StepRunView.parse(sharedStep(detail.step, link.showCosts)),
    children: [],
    input: null,
    output,
    large: large && (await sharedPage(ctx, { runId, stepId, offset: 0 }, hide).catch(asNoShare)),
    files,
    attempts: attempts.map((attempt) => ({ ...attempt, workerId: null, error: null })),
    toolCalls: [],
    modelCalls: [],
  };
}
