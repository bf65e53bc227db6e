import { z } from "zod";
import { TakingKey, takingPatchKey } from "#lib/domain/candidate.ts";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { announce } from "#lib/events/announce.ts";
import { readTakeable } from "./candidates/candidate-rows.ts";
import { rebaseCandidate } from "./candidates/rebase-candidate.ts";
import { lockEditablePlan } from "./chat/message-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { appendPatch } from "./plans/append-patch.ts";
import { authorOf } from "./plans/author-of.ts";
import { checkPlanId } from "./plans/plan-keys.ts";

/** `overEdits`: also when what was edited since does not go together with it; the edits then go, until it is undone. */
export const TakeCandidateInput = z.object({
  planId: z.string(),
  candidateId: z.string(),
  key: TakingKey,
  overEdits: z.boolean().default(false),
});

/**
 * Puts a candidate in the place of a plan's draft: one patch. What was edited since the candidates were asked for is kept, where both go
 * together. Sending it twice under one key takes it once.
 * @returns whether the draft was changed: not when it is like the candidate already
 * @throws DomainError `not_found`; `conflict` when the candidate is not ready, the planner is at work, or edits do not go together with it
 */
export async function takeCandidate({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof TakeCandidateInput>;
}): Promise<{ changed: boolean }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, candidateId, key, overEdits } = parseInput(TakeCandidateInput, input);
  checkPlanId(planId);
  const plan = { workspaceId, planId };
  const changed = await ctx.db.$transaction(async (tx) => {
    await lockEditablePlan(tx, plan);
    const { base, candidates } = await readTakeable(tx, plan, [candidateId]);
    const graphs = Array.from(candidates.values(), ({ graph }) => graph);
    const taken = await appendPatch(tx, plan, {
      key: takingPatchKey(key),
      author: authorOf(ctx.actor),
      make: (draft) => {
        const candidate = candidates.get(candidateId)?.graph ?? base;
        if (overEdits) return diffGraphs(draft, candidate);
        const rebased = rebaseCandidate(draft, candidate, [base, ...graphs]);
        if ("unfit" in rebased) throw new DomainError("conflict", rebased.unfit);
        return rebased.patch;
      },
    });
    return taken !== null;
  });
  if (changed) announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return { changed };
}
