import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { StepId } from "#lib/domain/ids.ts";
import { IdempotencyKey, keyedRequest } from "#lib/ledger/idempotent.ts";
import { rerunStale as rerun } from "#lib/ledger/rerun-stale.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { nameOf, toRunKey } from "./runs/run-keys.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";

/**
 * `stepIds`: only these of the stale steps; left out: all of them. `includeOnce`: also steps that must not be repeated unasked,
 * such as those that send something.
 */
export const RerunStaleInput = z.object({
  runId: z.string(),
  stepIds: z.array(StepId).max(2_000).optional(),
  includeOnce: z.boolean(),
  idempotencyKey: IdempotencyKey.optional(),
});

/**
 * Does stale steps again, in the same run and in the order of their dependencies; a run that was over goes on. Running steps
 * finish first and stay stale.
 * @returns the steps that are done again, and those that stay stale: `once`, they must not be repeated unasked; `nothing_new`,
 * what they read is still the old output
 * @throws DomainError `not_found`; `conflict` when the run was aborted
 */
export async function rerunStale({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RerunStaleInput>;
}): Promise<{ redone: string[]; kept: { stepId: string; why: "once" | "nothing_new" }[] }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { idempotencyKey, ...wish } = parseInput(RerunStaleInput, input);
  const key = toRunKey(workspaceId, wish.runId);
  const request = keyedRequest(workspaceId, idempotencyKey, "rerunStale", wish);
  const tools = await workspaceTools(ctx.db, workspaceId);
  const onceTools = tools.flatMap((tool) => (tool.sideEffect === "once" ? [tool.name] : []));
  const { runId: _, stepIds: only, ...rest } = wish;
  const answer = await rerun(
    ctx.db,
    key,
    { ...rest, onceTools, ...(only && { only }) },
    nameOf(ctx.actor),
    request,
  );
  if (answer.kind === "rerun") return { redone: answer.redone, kept: answer.kept };
  throw new DomainError("conflict", "This run was aborted, so nothing of it can be done again.");
}
