import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { StepId } from "#lib/domain/ids.ts";
import { Presence } from "#lib/domain/presence.ts";
import { line } from "#lib/domain/text.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";

/** `tab`: the tab's own name; `stepId`: what is selected in it; `here`: false when it is about to leave. */
export const TellPresenceInput = z.object({
  planId: z.string(),
  tab: line("The tab", 40),
  stepId: StepId.nullable(),
  here: z.boolean().default(true),
});

/** Who has said nothing for so long is gone. Browsers say it every few seconds. */
const SECONDS_HERE = 12;

/** How many others are told of. */
const MOST_OTHERS = 50;

/**
 * Says that the actor has a plan open in a tab, and what they look at there.
 * @returns the others who have it open
 * @throws DomainError `not_found`; `forbidden` when the actor is no person
 */
export async function tellPresence({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof TellPresenceInput>;
}): Promise<{ others: Presence[] }> {
  const workspaceId = authorise(ctx.actor, "read");
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden", "Only people look at a plan.");
  const { planId, tab, stepId, here } = parseInput(TellPresenceInput, input);
  checkPlanId(planId);
  if ((await ctx.db.plan.count({ where: { workspaceId, id: planId } })) === 0) throw noPlan();
  const { userId, name } = ctx.actor;
  const own = Prisma.sql`workspace_id = ${workspaceId} and plan_id = ${planId}`;
  if (here) {
    await ctx.db.$executeRaw`
      insert into presences (workspace_id, plan_id, tab, user_id, name, step_id, seen_at)
      values (${workspaceId}, ${planId}, ${tab}, ${userId}, ${name}, ${stepId}, clock_timestamp())
      on conflict (workspace_id, plan_id, tab) do update
      set step_id = excluded.step_id, name = excluded.name, seen_at = excluded.seen_at
      where presences.user_id = excluded.user_id`;
  }
  const gone = here ? Prisma.sql`false` : Prisma.sql`(tab = ${tab} and user_id = ${userId})`;
  await ctx.db.$executeRaw`
    delete from presences where ${own}
    and (${gone} or seen_at < clock_timestamp() - make_interval(secs => ${SECONDS_HERE}))`;
  const rows = await ctx.db.$queryRaw`
    select tab, user_id as "userId", name, step_id as "stepId" from presences
    where ${own} and tab <> ${tab} order by name, tab limit ${MOST_OTHERS}`;
  return { others: z.array(Presence).parse(rows) };
}
