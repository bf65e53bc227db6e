import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { PromptName, PromptText, TriablePrompt } from "#lib/domain/prompt.ts";
import type { Prompt, PromptTrial, TriedStep } from "#lib/domain/prompt.ts";
import { promptsAt } from "#lib/models/prompts/workspace-prompts.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { tryPlanner, type TryPlanning } from "./prompts/try-planning.ts";

/** Of `version` and `text` (one that is not saved yet) one is given. `planId`: whose goal it is tried on. */
export const TryPromptInput = z
  .object({
    name: PromptName,
    version: z.number().int().min(0).max(2_147_483_647).optional(),
    text: PromptText.optional(),
    planId: z.string(),
  })
  .refine(({ version, text }) => (version === undefined) !== (text === undefined), {
    message: "Give a version or a text, one of both.",
    path: ["version"],
  });

/** A person waits for it. */
const TIMEOUT_MS = 90_000;

/**
 * Has the planner draft the goal of a plan with a prompt, beside the steps that the plan has. Changes nothing.
 * @throws DomainError `not_found` for plan or version; `invalid` for a prompt that is not the planner's; `unavailable` without a
 * planner model, or when it does not answer; the signal's reason
 * @param signal ends it when nobody waits for the answer any more
 */
export async function tryPrompt({
  ctx,
  input,
  signal: given,
  means = { tryPlanning: tryPlanner(ctx.db), timeoutMs: TIMEOUT_MS },
}: {
  ctx: ServiceContext;
  input: z.input<typeof TryPromptInput>;
  signal?: AbortSignal;
  means?: { tryPlanning: TryPlanning; timeoutMs: number };
}): Promise<PromptTrial> {
  const workspaceId = authorise(ctx.actor, "own");
  const { name, version, text, planId } = parseInput(TryPromptInput, input);
  checkPlanId(planId);
  if (!TriablePrompt.safeParse(name).success) {
    const message = "Only the planner's own prompts can be tried against a goal.";
    throw new DomainError("invalid", message, { issues: [{ path: ["name"], message }] });
  }
  const plan = await ctx.db.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { goal: true, draft: true, attachments: true },
  });
  if (!plan) throw noPlan();
  const prompt = await promptOf(ctx.db, workspaceId, name, text ?? version ?? 0);
  const today = new Date().toISOString().slice(0, 10);
  const late = AbortSignal.timeout(means.timeoutMs);
  const signal = given ? AbortSignal.any([given, late]) : late;
  const { goal, attachments } = plan;
  try {
    const tried = await means.tryPlanning({ workspaceId, planId, attachments, goal, today, prompt, signal });
    return { tried, present: presentSteps(PlanGraph.parse(plan.draft)) };
  } catch (cause) {
    if (!late.aborted || cause instanceof DomainError) throw cause;
    const message = `The planner did not answer within ${means.timeoutMs / 1_000} s. Try again, or choose a faster model.`;
    throw new DomainError("unavailable", message, { cause });
  }
}

/** The prompt to try, by its version or as it is. A text that is not saved has the number that it would get. */
async function promptOf(
  db: Db,
  workspaceId: string,
  name: PromptName,
  wish: number | string,
): Promise<Prompt> {
  const where = { workspaceId, name };
  if (typeof wish === "string") {
    const { _max } = await db.promptVersion.aggregate({ where, _max: { number: true } });
    return { name, version: (_max.number ?? 0) + 1, text: wish };
  }
  if (wish > 0 && (await db.promptVersion.count({ where: { ...where, number: wish } })) === 0)
    throw new DomainError("not_found", "This prompt has no such version. Reload the page.");
  return (await promptsAt(db, workspaceId, { [name]: wish }))(name);
}

function presentSteps({ steps, dependencies }: PlanGraph): TriedStep[] {
  const before = Map.groupBy(dependencies, ({ to }) => to);
  return steps.map(({ id, title, tool }) => ({
    id,
    title,
    tool,
    dependsOn: (before.get(id) ?? []).map(({ from }) => from),
  }));
}
