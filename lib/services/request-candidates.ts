import { z } from "zod";
import { CandidateStyle } from "#lib/domain/candidate.ts";
import { parseInput } from "#lib/domain/errors.ts";
import type { Id } from "#lib/domain/ids.ts";
import { announce } from "#lib/events/announce.ts";
import { beginSet } from "./candidates/begin-set.ts";
import { readSet } from "./candidates/candidate-rows.ts";
import { lockEditablePlan } from "./chat/message-rows.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { authorOf } from "./plans/author-of.ts";
import { checkPlanId } from "./plans/plan-keys.ts";

/** `builtIn`: by the built-in planner, though there may be a model. */
export const RequestCandidatesInput = z.object({
  planId: z.string(),
  styles: z
    .array(CandidateStyle)
    .min(2, "Choose at least two to compare.")
    .refine((styles) => new Set(styles).size === styles.length, "A style is named twice.")
    .default([...CandidateStyle.options]),
  builtIn: z.boolean().default(false),
});

/**
 * Asks for other plans for a plan's goal, to compare with it. They come as events and change nothing before one is taken. The candidates
 * of an earlier request go; while those are still being made, asking again changes nothing.
 * @returns the id of the set that is being made
 * @throws DomainError `not_found`; `invalid` by field; `conflict` while the planner is at work on the plan
 */
export async function requestCandidates({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof RequestCandidatesInput>;
}): Promise<{ setId: Id }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const wish = parseInput(RequestCandidatesInput, input);
  const { planId } = wish;
  checkPlanId(planId);
  const setId = await ctx.db.$transaction(async (tx) => {
    await lockEditablePlan(tx, { workspaceId, planId });
    const set = await readSet(tx, { workspaceId, planId });
    if (set?.status === "working") return set.id;
    return beginSet(tx, { workspaceId, ...wish, author: authorOf(ctx.actor) });
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return { setId };
}
