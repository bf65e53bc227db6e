import { NO_EQUIPMENT } from "#lib/domain/equipment.ts";
import type { Day } from "#lib/domain/goal.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import { spendCap } from "#lib/models/spend-cap.ts";
import { analyseGoal } from "#lib/planner/goal/analyse-goal.ts";
import type { Planned } from "#lib/planner/evaluation/planner-under-test.ts";
import { planOnce } from "#lib/planner/plan-once.ts";
import type { PlannerPorts } from "#lib/planner/planning-graph.ts";
import { contextOf, matchPlaybooks } from "#lib/planner/playbooks/match.ts";

/** What every planner is tried on: the tools of an installation, and the day. */
export type TestGround = { tools: readonly ToolSpec[]; today: Day };

/** What one goal may cost with a model, and how long an answer may be. */
const CAP_MICROS = 2_000_000;
const OUTPUT_TOKENS = 24_000;
const MODEL_EQUIPMENT = { checker: false, executor: true };

/** Plans a goal from beginning to end; where the planner would ask which playbook is meant, the first that it offers is taken. */
export async function planUnderTest(
  goal: string,
  planner: Pick<PlannerPorts, "builtIn" | "model" | "embed">,
  { tools, today }: TestGround,
): Promise<Planned> {
  const { signal } = new AbortController();
  const equipment = planner.model ? MODEL_EQUIPMENT : NO_EQUIPMENT;
  const begun = performance.now();
  const { graph, report } = await planOnce(
    { goal, today },
    {
      ...planner,
      tools,
      documents: [{ name: "figures.csv", title: "Figures", kind: "csv" }],
      attachments: [],
      playbooks: [],
      recall: () => Promise.resolve([]),
      equipment,
      budget: { cap: spendCap(CAP_MICROS), outputTokens: OUTPUT_TOKENS },
      now: () => new Date(),
      signal,
    },
  );
  const seconds = (performance.now() - begun) / 1_000;
  const analysis = analyseGoal(goal, today);
  const errors = validatePlan(graph, tools, analysis, equipment).filter(
    ({ severity }) => severity === "error",
  );
  const ranked = await matchPlaybooks(analysis, contextOf(analysis, today), {
    embed: planner.embed ?? null,
    signal,
  });
  const { usage, costMicros } = report?.spend ?? { usage: null, costMicros: planner.model ? null : 0 };
  return {
    graph,
    valid: graph.steps.length > 0 && errors.length === 0,
    matches: ranked.filter(({ score }) => score > 0),
    seconds,
    tokens: usage ? (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) : planner.model ? null : 0,
    costMicros,
  };
}
