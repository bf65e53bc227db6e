import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { checkPlan, endSet } from "./candidates/candidate-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const StopCandidatesInput = z.object({ planId: z.string(), setId: z.string() });

/**
 * Stops the making of candidates; those that are ready stay. A model that is writing is told to stop within a second. Stopping twice, or
 * what has ended already, changes nothing.
 * @throws DomainError `not_found`
 */
export async function stopCandidates({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof StopCandidatesInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const key = { workspaceId, ...parseInput(StopCandidatesInput, input) };
  const changed = await ctx.db.$transaction(async (tx) => {
    await checkPlan(tx, key);
    return endSet(tx, key, { status: "stopped", message: "Stopped before it was ready." });
  });
  if (changed) announce(ctx.db, workspaceId, [`plan:${key.planId}`]);
}
