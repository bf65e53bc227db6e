import { z } from "zod";
import { CandidatePick, TakingKey, takingPatchKey } from "#lib/domain/candidate.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { takeSteps } from "#lib/domain/take-steps.ts";
import type { StepPick } from "#lib/domain/taking-places.ts";
import { announce } from "#lib/events/announce.ts";
import { readTakeable, type Takeable } from "./candidates/candidate-rows.ts";
import { lockEditablePlan } from "./chat/message-rows.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { appendPatch } from "./plans/append-patch.ts";
import { authorOf } from "./plans/author-of.ts";
import { checkPlanId } from "./plans/plan-keys.ts";

/** `into`: "add" them to the plan, or "replace": nothing else stays in it. */
export const TakeCandidateStepsInput = z.object({
  planId: z.string(),
  picks: z
    .array(CandidatePick)
    .min(1, "Choose at least one step.")
    .refine((picks) => new Set(picks.map((pick) => pick.candidateId)).size === picks.length, {
      message: "A candidate is named twice.",
    }),
  into: z.enum(["add", "replace"]),
  key: TakingKey,
});

/** Thousands of steps take seconds to fit together on a slow machine. */
const TIMEOUT_MS = 60_000;

/**
 * Takes chosen steps of one or several candidates into a plan's draft: one patch (lib/domain/take-steps.ts says how they are joined).
 * Sending it twice under one key takes them once.
 * @returns whether the draft was changed, and what the person ought to know
 * @throws DomainError `not_found`; `invalid` for a step that a candidate does not have; `conflict` when one is not ready, or the planner is
 * at work
 */
export async function takeCandidateSteps({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof TakeCandidateStepsInput>;
}): Promise<{ changed: boolean; notes: string[] }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { planId, picks, into, key } = parseInput(TakeCandidateStepsInput, input);
  checkPlanId(planId);
  const plan = { workspaceId, planId };
  const outcome = await ctx.db.$transaction(
    async (tx) => {
      await lockEditablePlan(tx, plan);
      const ids = picks.map(({ candidateId }) => candidateId);
      const takeable = await readTakeable(tx, plan, ids);
      const chosen = picks.map((pick, at) => pickOf(pick, at, takeable));
      const tools = await workspaceTools(tx, workspaceId);
      let notes: string[] = [];
      const taken = await appendPatch(tx, plan, {
        key: takingPatchKey(key),
        author: authorOf(ctx.actor),
        make: (draft) => {
          const result = takeSteps({ draft, base: takeable.base, picks: chosen, into, tools });
          ({ notes } = result);
          return result.patch;
        },
      });
      return { changed: taken !== null, notes };
    },
    { timeout: TIMEOUT_MS },
  );
  if (outcome.changed) announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return outcome;
}

function pickOf({ candidateId, stepIds }: CandidatePick, at: number, { candidates }: Takeable): StepPick {
  const candidate = candidates.get(candidateId);
  const known = new Set(candidate?.graph.steps.map(({ id }) => id));
  if (!candidate || stepIds.some((id) => !known.has(id))) {
    const message = "The candidate has no such step. Look at it again.";
    throw new DomainError("invalid", message, { issues: [{ path: ["picks", at, "stepIds"], message }] });
  }
  const { style, derived } = candidate.row;
  return { name: `the ${style} plan`, graph: candidate.graph, derived, stepIds };
}
