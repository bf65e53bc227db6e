import { z } from "zod";
import { diffGraphs } from "#lib/domain/diff-graphs.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { GoalText } from "#lib/domain/goal.ts";
import { newId, type Id } from "#lib/domain/ids.ts";
import { announce } from "#lib/events/announce.ts";
import { BUILT_IN_PLANNER } from "#lib/planner/built-in-drafter.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { appendPatch } from "./plans/append-patch.ts";
import { readEstimateBasis } from "./plans/estimate-basis.ts";
import { workspaceTools } from "./tools/workspace-tools.ts";
import { draftBuiltIn, draftSaved } from "./playbooks/draft-from-playbook.ts";
import { readPlaybook } from "./playbooks/playbook-rows.ts";
import { PLAYBOOKS } from "#lib/planner/playbooks/registry.ts";

/**
 * `values`: for a saved playbook's variables, as a person types them ("40,000 USD", "2027-01-31"); what is left out keeps its default.
 * `goal`: what the new plan is for; without it the playbook's example goal with the values in it. A built-in playbook has no variables
 * and needs it.
 */
export const PlanFromPlaybookInput = z.object({
  playbookId: z.string(),
  values: z.record(z.string().max(40), z.string().max(10_000)).default({}),
  goal: GoalText.optional(),
});

/**
 * Makes a plan from a playbook, ready to be edited. Nothing is started.
 * @throws DomainError `not_found`; `invalid` at ["values", name] or ["goal"]
 */
export async function planFromPlaybook({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof PlanFromPlaybookInput>;
}): Promise<{ planId: Id }> {
  const workspaceId = authorise(ctx.actor, "edit");
  const { playbookId, values, goal } = parseInput(PlanFromPlaybookInput, input);
  const now = {
    today: new Date().toISOString().slice(0, 10),
    known: await readEstimateBasis(ctx.db, workspaceId),
    tools: await workspaceTools(ctx.db, workspaceId),
  };
  const builtIn = PLAYBOOKS.find(({ id }) => id === playbookId);
  if (builtIn && goal === undefined) {
    const message = "Say what the plan is for.";
    throw new DomainError("invalid", message, { issues: [{ path: ["goal"], message }] });
  }
  const drafted =
    builtIn && goal !== undefined
      ? await draftBuiltIn(builtIn, goal, now)
      : draftSaved((await readPlaybook(ctx.db, workspaceId, playbookId)).playbook, values, goal, now);
  const { graph, ...rest } = drafted;
  const planId = newId();
  const createdBy = ctx.actor.kind === "user" ? ctx.actor.userId : "system";
  await ctx.db.$transaction(async (tx) => {
    await tx.plan.create({
      data: {
        workspaceId,
        id: planId,
        ...rest,
        status: "draft",
        draft: { steps: [], dependencies: [] },
        createdBy,
      },
    });
    await appendPatch(
      tx,
      { workspaceId, planId },
      {
        key: `playbook:${playbookId}`,
        author: { kind: "planner", name: BUILT_IN_PLANNER.name },
        make: (empty) => diffGraphs(empty, graph),
      },
    );
  });
  announce(ctx.db, workspaceId, [`plan:${planId}`]);
  return { planId };
}
