import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { MOST_MESSAGE_CHARACTERS } from "#lib/domain/needed-changes.ts";
import { GoalAnalysis } from "#lib/domain/goal.ts";
import { prose } from "#lib/domain/text.ts";
import { PlanGraph } from "#lib/domain/plan.ts";
import { PromptName, PromptText, TriablePrompt } from "#lib/domain/prompt.ts";
import type { Prompt, PromptTrial } from "#lib/domain/prompt.ts";
import { promptsAt } from "#lib/models/prompts/workspace-prompts.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { checkPlanId, noPlan } from "./plans/plan-keys.ts";
import { tryChatEdit } from "./prompts/try-chat-edit.ts";
import { stepsOf } from "./prompts/tried-steps.ts";
import { tryPlanner, type TryPlanning } from "./prompts/try-planning.ts";

/**
 * Of `version` and `text` (one that is not saved yet) one is given. `planId`: whose goal it is tried on, or whose steps, where
 * `message` is what a person would write in its chat.
 */
export const TryPromptInput = z
  .object({
    name: PromptName,
    version: z.number().int().min(0).max(2_147_483_647).optional(),
    text: PromptText.optional(),
    planId: z.string(),
    message: prose("The message", MOST_MESSAGE_CHARACTERS)
      .transform((message) => message.trim())
      .optional(),
  })
  .refine(({ version, text }) => (version === undefined) !== (text === undefined), {
    message: "Give a version or a text, one of both.",
    path: ["version"],
  });

/** A person waits for it. */
const TIMEOUT_MS = 90_000;

/**
 * Has the planner draft the goal of a plan with a prompt, or read a message of its chat, and shows what comes of it beside the steps
 * that the plan has. Changes nothing.
 * @throws DomainError `not_found` for plan or version; `invalid` for a prompt that cannot be tried, or without a message for the chat's; `unavailable` without a
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
  const { name, version, text, planId, message = "" } = parseInput(TryPromptInput, input);
  checkPlanId(planId);
  if (!TriablePrompt.safeParse(name).success) {
    throw invalid("name", "Only the prompts of the planner and the chat can be tried.");
  }
  if (name === "chat.edit" && message === "")
    throw invalid("message", "Write a message, as you would in the chat.");
  const plan = await ctx.db.plan.findUnique({
    where: { workspaceId_id: { workspaceId, id: planId } },
    select: { goal: true, draft: true, attachments: true, analysis: true },
  });
  if (!plan) throw noPlan();
  const prompt = await promptOf(ctx.db, workspaceId, name, text ?? version ?? 0);
  const today = new Date().toISOString().slice(0, 10);
  const late = AbortSignal.timeout(means.timeoutMs);
  const signal = given ? AbortSignal.any([given, late]) : late;
  const { goal, attachments } = plan;
  const graph = PlanGraph.parse(plan.draft);
  const analysis = GoalAnalysis.nullable().parse(plan.analysis);
  const about = { workspaceId, planId, today, prompt, signal };
  try {
    const tried =
      name === "chat.edit"
        ? await tryChatEdit(ctx.db, { ...about, graph, analysis, message })
        : await means.tryPlanning({ ...about, attachments, goal });
    return { tried, present: stepsOf(graph) };
  } catch (cause) {
    if (!late.aborted || cause instanceof DomainError) throw cause;
    const message = `The planner did not answer within ${means.timeoutMs / 1_000} s. Try again, or choose a faster model.`;
    throw new DomainError("unavailable", message, { cause });
  }
}

function invalid(field: string, message: string): DomainError {
  return new DomainError("invalid", message, { issues: [{ path: [field], message }] });
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
