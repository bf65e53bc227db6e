import { z } from "zod";
import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Day } from "#lib/domain/goal.ts";
import type { Prompt, TriedPlan, TriedStep } from "#lib/domain/prompt.ts";
import { PLAIN, requires } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { ModelError } from "#lib/models/port.ts";
import { workspaceModels } from "#lib/models/workspace-models.ts";
import { toolSpecs } from "#lib/tools/registry.ts";

/** What the planner is to draft with a prompt that is tried. */
export type TryRequest = {
  workspaceId: string;
  planId: string;
  goal: string;
  today: Day;
  prompt: Prompt;
  signal: AbortSignal;
};

/**
 * Has the planner draft a goal once, keeping nothing of it but the record of what its calls cost.
 * @throws DomainError `unavailable` without a model for it, or when the model does not answer as it should; the signal's reason
 */
export type TryPlanning = (request: TryRequest) => Promise<TriedPlan>;

/** Most that one trial may cost, in millionths of a dollar, and tokens it may write. */
const BUDGET = { micros: 1_000_000, outputTokens: 8_000 };

/** The answer that is asked for. Steps are named by their place in the list, which no model gets wrong as easily as made-up ids. */
const Draft = z.object({
  steps: z
    .array(
      z.object({
        title: z.string().min(1).max(200),
        tool: z.string().max(100),
        dependsOn: z.array(z.number().int().min(1)).max(100),
      }),
    )
    .max(100),
  refusal: z.string().max(1_000).nullable(),
});

/** Asks the workspace's planner model once for the steps of a goal, without their arguments. */
export function askPlannerOnce(db: Db): TryPlanning {
  return async ({ workspaceId, planId, goal, today, prompt, signal }) => {
    const models = await workspaceModels({ db, log: createLogger("prompts") }, workspaceId, { planId });
    if (!models.has("planner"))
      throw new DomainError(
        "unavailable",
        "No planner model is connected. Choose one under Settings, Models, then try again.",
      );
    if (prompt.name !== "plan.draft")
      throw new DomainError("unavailable", "So far only the prompt that drafts plans can be tried.");
    const tools = toolSpecs();
    const begun = performance.now();
    try {
      const { value, spend, provider, model } = await models.generateObject("planner", {
        purpose: "prompt.try",
        messages: [
          { role: "system", text: `${prompt.text}\n\n${FORM}` },
          { role: "user", text: materialOf(goal, today, tools) },
        ],
        schema: Draft,
        name: "plan",
        signal,
        budget: BUDGET,
      });
      const steps = value.steps.map(({ title, tool, dependsOn }, index): TriedStep => ({
        id: stepId(index + 1),
        title,
        tool,
        dependsOn: [...new Set(dependsOn)].map(stepId),
      }));
      const seconds = (performance.now() - begun) / 1_000;
      const findings = findingsOf(steps, value.refusal, tools);
      return { steps, findings, spend, model: `${provider} · ${model}`, seconds };
    } catch (cause) {
      if (cause instanceof ModelError) throw new DomainError("unavailable", cause.message, { cause });
      throw cause;
    }
  };
}

const FORM = `Answer with a JSON object: "steps", each with "title", "tool" (one of the given names) and "dependsOn" (the numbers
of earlier steps in your list, counted from 1), and "refusal" (null, or why you give no steps). Leave out arguments.`;

const stepId = (number: number) => `step-${number}`;

function materialOf(goal: string, today: Day, tools: readonly ToolSpec[]): string {
  const usable = tools.filter(({ unavailable }) => unavailable === null);
  const list = usable.map(({ name, description }) => `- ${name}: ${description}`).join("\n");
  return `Today is ${today}.\n\nTools:\n${list}\n\nThe goal:\n<data>\n${goal}\n</data>`;
}

/** What is wrong with the drafted graph. Arguments were not asked for, so nothing is said of them. */
function findingsOf(
  steps: readonly TriedStep[],
  refusal: string | null,
  tools: readonly ToolSpec[],
): Finding[] {
  if (refusal !== null && steps.length === 0) {
    const message = `The model gives no steps: ${refusal}`;
    return [{ severity: "error", rule: "refused", stepId: null, field: null, message, fix: null }];
  }
  const graph = {
    steps: steps.map(({ id, title, tool }) => ({
      ...PLAIN,
      id,
      title,
      tool,
      instruction: "",
      kind: "tool" as const,
      args: {},
      timeoutSeconds: 60,
      retry: { maxAttempts: 1, backoffSeconds: 0 },
      fallbacks: [],
      doneCondition: requires(),
      optional: false,
    })),
    dependencies: steps.flatMap(({ id, dependsOn }) => dependsOn.map((from) => ({ from, to: id }))),
  };
  return validatePlan(graph, tools, null).filter(({ field }) => !field?.startsWith("args"));
}
