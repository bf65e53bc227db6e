import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Json } from "#lib/domain/json.ts";
import { loadValue } from "#lib/ledger/large-values.ts";
import type { OutputFileContent } from "#lib/tools/contract.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { filesOf } from "./runs/output-files.ts";
import { toStepKey } from "./runs/run-keys.ts";

export const GetOutputFileInput = z.object({ runId: z.string(), stepId: z.string(), name: z.string() });

/**
 * A file that a step made, by the name that it is shown under.
 * @throws DomainError `not_found`
 */
export async function getOutputFile({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof GetOutputFileInput>;
}): Promise<OutputFileContent> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId, stepId, name } = parseInput(GetOutputFileInput, input);
  const key = toStepKey(workspaceId, runId, stepId);
  const row = await ctx.db.stepRun.findUnique({
    where: { workspaceId_runId_stepId: key },
    select: { output: true },
  });
  const output = await loadValue(ctx.db, key, Json.parse(row?.output ?? null));
  const file = filesOf(output).find((each) => each.name === name);
  if (!file) throw new DomainError("not_found", "There is no such file.");
  return file;
}
