import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { checkPlan, tellCandidates } from "./candidates/candidate-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";

export const DiscardCandidatesInput = z.object({ planId: z.string(), setId: z.string() });

/**
 * Throws a plan's candidates away, also while they are being made; the plan stays as it is. Discarding twice changes nothing.
 * @throws DomainError `not_found`
 */
export async function discardCandidates({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof DiscardCandidatesInput>;
}): Promise<void> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, setId } = parseInput(DiscardCandidatesInput, input);
  const changed = await ctx.db.$transaction(async (tx) => {
    await checkPlan(tx, { workspaceId, planId });
    const { count } = await tx.candidateSet.deleteMany({ where: { workspaceId, planId, id: setId } });
    if (count > 0) await tellCandidates(tx, { workspaceId, planId });
    return count > 0;
  });
  if (changed) announce(ctx.db, workspaceId, [`plan:${planId}`]);
}
