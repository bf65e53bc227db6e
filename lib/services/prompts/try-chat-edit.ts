import { equipmentOf } from "#lib/models/model-profiles.ts";
import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { chooseChanges } from "#lib/domain/choose-changes.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import { newId } from "#lib/domain/ids.ts";
import type { ModelSpend } from "#lib/domain/model.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { Prompt, PromptName, TriedPlan } from "#lib/domain/prompt.ts";
import { runSettings } from "#lib/ledger/run-settings.ts";
import { keptSpendCap } from "#lib/models/kept-spend-cap.ts";
import { ModelError } from "#lib/models/port.ts";
import { addSpend, NO_SPEND } from "#lib/models/spend.ts";
import { workspaceAccess } from "#lib/models/workspace-models.ts";
import { editByModel } from "#lib/planner/chat/model-editor.ts";
import { stepsOf } from "./tried-steps.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";

/** A message to read with a prompt that is tried, and the plan that it is about. */
export type ChatTrial = {
  workspaceId: string;
  planId: string;
  graph: PlanGraph;
  analysis: GoalAnalysis | null;
  message: string;
  today: Day;
  prompt: Prompt;
  signal: AbortSignal;
};

/**
 * Has the planner model read a message about a plan as the chat would, keeping nothing but the record of what its calls cost.
 * @returns the plan as it would be with all that the model proposes, and what it says to that
 * @throws DomainError `unavailable` without a planner model, or when it does not answer; the signal's reason
 */
export async function tryChatEdit(db: Db, trial: ChatTrial): Promise<TriedPlan> {
  const { workspaceId, planId, graph, analysis, message, today, prompt, signal } = trial;
  const subject = { planId };
  const { models, prompt: active } = await workspaceAccess(
    { db, log: createLogger("prompts") },
    workspaceId,
    subject,
  );
  if (!models.has("planner"))
    throw new DomainError(
      "unavailable",
      "No planner model is connected. Choose one under Settings, Models, then try again.",
    );
  const { chatCapMicros } = await runSettings(db, workspaceId);
  const access = {
    models,
    prompt: (name: PromptName) => (name === prompt.name ? prompt : active(name)),
    cap: keptSpendCap(db, { workspaceId, subject }, `trial:${newId()}`, chatCapMicros),
  };
  const request = {
    message,
    earlier: [],
    graph,
    tools: await workspaceTools(db, workspaceId),
    goal: analysis,
    today,
    equipment: await equipmentOf(db, workspaceId),
  };
  let spend: ModelSpend | null = null;
  const spent = (more: ModelSpend) => {
    spend = spend === null ? more : addSpend(spend, more);
  };
  const begun = performance.now();
  try {
    const { text, changes, answeredBy } = await editByModel(access, request, { signal, spent });
    const choice = chooseChanges(graph, changes, changes.keys());
    return {
      steps: stepsOf(choice.ok ? choice.graph : graph),
      findings: [],
      said: text,
      spend: spend ?? NO_SPEND,
      model: answeredBy,
      seconds: (performance.now() - begun) / 1_000,
    };
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new DomainError("unavailable", cause.message, { cause });
  }
}
