import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { ShareLinkView } from "#lib/domain/share.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { linkView } from "./share/link-view.ts";

/** How many links are told of, the latest first. */
const MOST_LISTED = 200;

export const ListShareLinksInput = z.object({ planId: z.string() });

/**
 * The links that were made to a plan's versions and runs, also those that hold no more: who made them, until when, how often they were
 * opened. The links themselves are not kept.
 * @throws DomainError `not_found`
 */
export async function listShareLinks({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListShareLinksInput>;
}): Promise<ShareLinkView[]> {
  const workspaceId = authorise(ctx.actor, "read");
  const { planId } = parseInput(ListShareLinksInput, input);
  checkPlanId(planId);
  const links = await ctx.db.shareLink.findMany({
    where: { workspaceId, planId },
    orderBy: { id: "desc" },
    take: MOST_LISTED,
  });
  if (links.length === 0 && (await ctx.db.plan.count({ where: { workspaceId, id: planId } })) === 0)
    throw noPlan();
  const runs = await ctx.db.run.findMany({
    where: { workspaceId, id: { in: links.flatMap(({ runId }) => runId ?? []) } },
    select: { id: true, number: true },
  });
  const numbers = new Map(runs.map(({ id, number }) => [id, number]));
  return links.map((link) => linkView(link, link.runId === null ? null : (numbers.get(link.runId) ?? null)));
}
