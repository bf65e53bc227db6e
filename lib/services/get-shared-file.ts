import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { OutputFileContent } from "#lib/tools/contract.ts";
import { getOutputFile } from "./get-output-file.ts";
import type { ReaderContext } from "./share/find-share.ts";
import { asNoShare, findSharedStep } from "./share/shared-run.ts";

export const GetSharedFileInput = z.object({ token: z.string(), stepId: z.string(), name: z.string() });

/**
 * A file that a step of a shared run made, by name; values of the workspace's secrets are hidden in its name, and in it where its kind
 * says that it is text.
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
  const { ctx, runId, hide } = await findSharedStep(reader, token, stepId);
  const file = await getOutputFile({ ctx, input: { runId, stepId, name } }).catch(asNoShare);
  return hide.file(file);
}
