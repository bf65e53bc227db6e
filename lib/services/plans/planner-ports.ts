import { z } from "zod";
import type { Logger } from "#lib/config/logger.ts";
import type { Db } from "#lib/db/client.ts";
import type { Prompt, PromptName } from "#lib/domain/prompt.ts";
import { runSettings } from "#lib/ledger/run-settings.ts";
import { keptSpendCap } from "#lib/models/kept-spend-cap.ts";
import { promptsOf } from "#lib/models/prompts/workspace-prompts.ts";
import { workspaceModels } from "#lib/models/workspace-models.ts";
import { builtInDrafter } from "#lib/planner/built-in-drafter.ts";
import { modelDrafter } from "#lib/planner/model/model-drafter.ts";
import type { PlannerPorts } from "#lib/planner/planning-graph.ts";
import { savedPlaybooks } from "../playbooks/playbook-rows.ts";
import { earlierPlans } from "./earlier-plans.ts";
import { readEstimateBasis } from "./estimate-basis.ts";
import { workspaceTools } from "../tools/workspace-tools.ts";

/** An answer of some fifty steps. */
const OUTPUT_TOKENS = 24_000;
const PLANNER_PROMPTS = ["plan.understand", "plan.draft", "plan.repair"] as const;
const MOST_DOCUMENTS = 1_000;

/**
 * Everything the planner works with for a plan, but where it keeps its state.
 * @param means.prompt used in the place of the active one of its name
 * @param means.undertaking what the workspace's spend cap for planning holds for, however often a job does it again
 */
export async function plannerPorts(
  db: Db,
  plan: { workspaceId: string; id: string; attachments: unknown },
  {
    log,
    signal,
    prompt,
    undertaking,
  }: { log: Logger; signal: AbortSignal; prompt?: Prompt; undertaking: string },
): Promise<Omit<PlannerPorts, "checkpointer">> {
  const { workspaceId } = plan;
  const subject = { planId: plan.id };
  const [settings, active, models, documents, attachments, playbooks, estimateBasis] = await Promise.all([
    runSettings(db, workspaceId),
    promptsOf(db, workspaceId),
    workspaceModels({ db, log }, workspaceId, subject),
    db.document.findMany({
      where: { workspaceId },
      select: { name: true, title: true, kind: true },
      orderBy: { name: "asc" },
      take: MOST_DOCUMENTS,
    }),
    db.document.findMany({
      where: { workspaceId, id: { in: z.array(z.string()).parse(plan.attachments) } },
      select: { name: true, kind: true, content: true },
      orderBy: { name: "asc" },
    }),
    savedPlaybooks(db, workspaceId),
    readEstimateBasis(db, workspaceId),
  ]);
  const prompts = (name: PromptName) => (prompt?.name === name ? prompt : active(name));
  const versions = Object.fromEntries(PLANNER_PROMPTS.map((name) => [name, prompts(name).version]));
  return {
    builtIn: builtInDrafter,
    model: models.has("planner") ? { drafter: modelDrafter({ models, prompts }), prompts: versions } : null,
    tools: await workspaceTools(db, workspaceId),
    documents,
    attachments,
    playbooks,
    recall: (analysis) => earlierPlans(db, plan, analysis),
    equipment: { checker: models.has("checker"), executor: models.has("executor") },
    estimateBasis,
    budget: {
      cap: keptSpendCap(db, { workspaceId, subject }, undertaking, settings.planningCapMicros),
      outputTokens: OUTPUT_TOKENS,
    },
    now: () => new Date(),
    signal,
  };
}
