import { createLogger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { Day } from "#lib/domain/goal.ts";
import { newId } from "#lib/domain/ids.ts";
import type { Prompt, TriedPlan } from "#lib/domain/prompt.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { NO_SPEND } from "#lib/models/spend.ts";
import { planOnce, type PlannedOnce } from "#lib/planner/plan-once.ts";
import { stepsOf } from "./tried-steps.ts";
import { plannerPorts } from "../plans/planner-ports.ts";

/** What the planner is to draft with a prompt that is tried. */
export type TryRequest = {
  workspaceId: string;
  planId: string;
  attachments: unknown;
  goal: string;
  today: Day;
  prompt: Prompt;
  signal: AbortSignal;
};

/**
 * Has the planner plan a goal once, keeping nothing of it but the record of what its calls cost.
 * @throws DomainError `unavailable` without a model for it, or when the model does not answer as it should; the signal's reason
 */
export type TryPlanning = (request: TryRequest) => Promise<TriedPlan>;

/** The planner itself, with one prompt put in the place of the active one. */
export function tryPlanner(db: Db): TryPlanning {
  return async ({ workspaceId, planId, attachments, goal, today, prompt, signal }) => {
    const plan = { workspaceId, id: planId, attachments };
    const undertaking = `trial:${newId()}`;
    const ports = await plannerPorts(db, plan, { log: createLogger("prompts"), signal, prompt, undertaking });
    if (ports.model === null)
      throw new DomainError(
        "unavailable",
        "No planner model is connected. Choose one under Settings, Models, then try again.",
      );
    const askFirst = prompt.name === "plan.understand";
    const planned = await planOnce({ goal, today, askFirst }, ports);
    const { graph, report } = planned;
    if (report.source !== "model") throw new DomainError("unavailable", report.trouble.join(" "));
    return {
      steps: stepsOf(graph),
      findings: [
        ...saidBy(planned),
        ...(planned.refusal === null ? validatePlan(graph, ports.tools, null, ports.equipment) : []),
      ],
      said: null,
      spend: report.spend ?? NO_SPEND,
      model: report.model ? `${report.model.provider} · ${report.model.name}` : "The planner model",
      seconds: report.seconds ?? 0,
    };
  };
}

/** What the planner would have asked, and why it gave no plan. */
function saidBy({ questions, refusal }: PlannedOnce): Finding[] {
  const about = { stepId: null, field: null, fix: null } as const;
  return [
    ...questions.map((one): Finding => {
      const message = `It asks: ${one.question} (otherwise: ${one.default})`;
      return { severity: "warning", rule: "question", message, ...about };
    }),
    ...(refusal === null
      ? []
      : [
          {
            severity: "error" as const,
            rule: "refused",
            message: `The model gives no steps: ${refusal}`,
            ...about,
          },
        ]),
  ];
}
