import type { ChatChange } from "#lib/domain/chat.ts";
import type { Equipment } from "#lib/domain/equipment.ts";
import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import type { ModelSpend } from "#lib/domain/model.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** A message about a plan, and all that is needed to answer it. */
export type ChatRequest = {
  message: string;
  /** What was said before, oldest first. `asked`: the planner's message waits for an answer, since it changed nothing. */
  earlier: readonly { role: "person" | "planner"; text: string; asked: boolean }[];
  graph: PlanGraph;
  tools: readonly ToolSpec[];
  goal: GoalAnalysis | null;
  /** What the workspace's models allow the plan to ask for. */
  equipment: Equipment;
  /** What periods count from when the goal names none. */
  today: Day;
};

/** The answer: changes to decide about, or (none) a text alone. What is wrong with the message is said and changes nothing. */
export type ChatAnswer = {
  text: string;
  changes: ChatChange[];
  /** Who answered: "Built-in grammar", or a model by its name. */
  answeredBy: string;
  /** What asking a model took, also when the grammar answered in the end; null when none was asked. */
  spend: ModelSpend | null;
};
