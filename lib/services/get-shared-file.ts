import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { OutputFileContent } from "#lib/tools/contract.ts";
import { getOutputFile } from "./get-output-file.ts";
import type { ReaderContext } from "./share/find-share.ts";
import { asNoShare, findSharedRun } from "./share/shared-run.ts";

export const GetSharedFileInput = z.object({ token: z.string(), stepId: z.string(), name: z.string() });

/**
 * A file that a step of a shared run made, by name.
 * @throws DomainError `not_found`
 */
export async function getSharedFile({
  ctx: reader,
  input,
}: {
  ctx: ReaderContext;
  input: z.input<typeof GetSharedFileInput>;
}): Promise<OutputFileContent> {
  const { token, stepId, name } = parseInput(GetSharedFileInput, input);
  const { ctx, runId } = await findSharedRun(reader, token);
  return getOutputFile({ ctx, input: { runId, stepId, name } }).catch(asNoShare);
}
