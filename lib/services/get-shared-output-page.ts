import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { OutputText } from "#lib/domain/run.ts";
import type { ReaderContext } from "./share/find-share.ts";
import { sharedPage } from "./share/shared-page.ts";
import { asNoShare, findSharedStep } from "./share/shared-run.ts";

export const GetSharedOutputPageInput = z.object({
  token: z.string(),
  stepId: z.string(),
  offset: z.number(),
});

/**
 * A page of a large output of a shared run, as getOutputPage gives it, with values of the workspace's secrets hidden.
 * @throws DomainError `not_found`
 */
export async function getSharedOutputPage({
  ctx: reader,
  input,
}: {
  ctx: ReaderContext;
  input: z.input<typeof GetSharedOutputPageInput>;
}): Promise<OutputText> {
  const { token, stepId, offset } = parseInput(GetSharedOutputPageInput, input);
  const { ctx, runId, hide } = await findSharedStep(reader, token, stepId);
  return sharedPage(ctx, { runId, stepId, offset }, hide).catch(asNoShare);
}
