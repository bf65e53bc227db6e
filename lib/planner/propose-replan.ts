import type { GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanPatch } from "#lib/domain/patch.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { StepRunView } from "#lib/domain/run.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

export type ReplanRequest = {
  graph: PlanGraph;
  steps: readonly StepRunView[];
  note: string;
  tools: readonly ToolSpec[];
  goal: GoalAnalysis | null;
};
export function proposeReplan(_input: ReplanRequest): { patch: PlanPatch | null; explanation: string } {
  return { patch: null, explanation: "" };
}
