import { MemorySaver } from "@langchain/langgraph";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { PlannerReport, PlanQuestion } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { planGoal, type PlanGoalInput } from "./plan-goal.ts";
import type { PlannerPorts } from "./planning-graph.ts";

/** What came of planning a goal in one go. `refusal`: the model's words when it declined, else null. */
export type PlannedOnce = {
  graph: PlanGraph;
  questions: PlanQuestion[];
  report: PlannerReport;
  refusal: string | null;
};

/**
 * Plans a goal from beginning to end, keeping nothing: where the planner would wait for a person it takes its first offer, and the
 * defaults of its questions.
 * @throws the signal's reason when it is aborted
 */
export async function planOnce(
  input: Omit<PlanGoalInput, "threadId" | "choice" | "answers">,
  ports: Omit<PlannerPorts, "checkpointer">,
): Promise<PlannedOnce> {
  const whole = { ...ports, checkpointer: new MemorySaver() };
  let graph: PlanGraph = { steps: [], dependencies: [] };
  let questions: PlanQuestion[] = [];
  let answer: Pick<PlanGoalInput, "choice" | "answers"> = {};
  // A choice and questions, then the end.
  for (let asked = 0; asked <= 2; asked++) {
    let waits = false;
    for await (const event of planGoal({ ...input, ...answer, threadId: "once" }, whole)) {
      switch (event.type) {
        case "analysed":
          break;
        case "drafting":
          graph = { steps: [], dependencies: [] };
          break;
        case "step": {
          const { step, dependsOn } = event;
          graph = {
            steps: [...graph.steps, step],
            dependencies: [...graph.dependencies, ...dependsOn.map((from) => ({ from, to: step.id }))],
          };
          break;
        }
        case "repair": {
          const outcome = applyPatch(graph, event.patch);
          if (outcome.ok) graph = outcome.graph;
          break;
        }
        case "choice":
          waits = true;
          answer = { choice: event.choice.options[0]?.playbookId ?? null };
          break;
        case "questions":
          waits = true;
          ({ questions } = event.questions);
          answer = { answers: {} };
          break;
        case "refused":
          return { graph, questions, report: event.report, refusal: event.message };
        case "finished":
          return { graph, questions, report: event.report, refusal: null };
      }
    }
    if (!waits) break;
  }
  throw new Error("The planner ended without a plan.");
}
