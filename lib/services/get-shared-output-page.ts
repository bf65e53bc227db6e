import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { OutputText } from "#lib/domain/run.ts";
import { getOutputPage } from "./get-output-page.ts";
import type { ReaderContext } from "./share/find-share.ts";
import { asNoShare, findSharedRun } from "./share/shared-run.ts";

export const GetSharedOutputPageInput = z.object({
  token: z.string(),
  stepId: z.string(),
  offset: z.number(),
});

/**
 * A page of a large output of a shared run, as getOutputPage gives it.
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
  const { ctx, runId } = await findSharedRun(reader, token);
  return getOutputPage({ ctx, input: { runId, stepId, offset } }).catch(asNoShare);
}
