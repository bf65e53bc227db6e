import { MemorySaver } from "@langchain/langgraph";
import { applyPatch } from "#lib/domain/apply-patch.ts";
import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { validatePlan } from "#lib/domain/validate-plan.ts";
import type { PlannerUnderTest } from "#lib/planner/evaluation/planner-under-test.ts";
import { planGoal } from "#lib/planner/plan-goal.ts";
import type { PlannerEvent } from "#lib/planner/planner-event.ts";
import { contextOf, matchPlaybooks } from "#lib/planner/playbooks/match.ts";
import { BUILT_IN } from "./eval-options.ts";

/** The built-in planner as people meet it: its whole graph, from a goal to a checked plan. Asked which playbook, it takes the first. */
export function builtInUnderTest(tools: readonly ToolSpec[], today: Day): PlannerUnderTest {
  return {
    name: BUILT_IN,
    plan: async (goal) => {
      const ports = {
        checkpointer: new MemorySaver(),
        tools,
        documents: [{ name: "figures.csv", title: "Figures", kind: "csv" }],
        signal: new AbortController().signal,
      };
      const begun = performance.now();
      let events = await eventsOf(planGoal({ threadId: "evaluation", goal, today }, ports));
      const [question] = events.flatMap((event) => (event.type === "choice" ? [event.choice] : []));
      if (question !== undefined) {
        const choice = question.options[0]?.playbookId ?? null;
        events = await eventsOf(planGoal({ threadId: "evaluation", goal, today, choice }, ports));
      }
      const seconds = (performance.now() - begun) / 1000;
      const graph = graphOf(events);
      const [analysis = null] = events.flatMap((event) =>
        event.type === "analysed" ? [event.analysis] : [],
      );
      const errors = validatePlan(graph, tools, analysis).filter(({ severity }) => severity === "error");
      return {
        graph,
        valid: graph.steps.length > 0 && errors.length === 0,
        matches: analysis === null ? [] : matchesOf(analysis, today),
        seconds,
        tokens: 0,
        costMicros: 0,
      };
    },
  };
}

async function eventsOf(said: AsyncIterable<PlannerEvent>): Promise<PlannerEvent[]> {
  const events: PlannerEvent[] = [];
  for await (const event of said) events.push(event);
  return events;
}

/** The plan as a reader of the planner's events has it in the end. */
function graphOf(events: readonly PlannerEvent[]): PlanGraph {
  let graph: PlanGraph = { steps: [], dependencies: [] };
  for (const event of events) {
    if (event.type === "step") {
      const dependencies = event.dependsOn.map((from) => ({ from, to: event.step.id }));
      graph = {
        steps: [...graph.steps, event.step],
        dependencies: [...graph.dependencies, ...dependencies],
      };
    } else if (event.type === "repair") {
      const outcome = applyPatch(graph, event.patch);
      if (outcome.ok) graph = outcome.graph;
    }
  }
  return graph;
}

function matchesOf(analysis: GoalAnalysis, today: Day) {
  return matchPlaybooks(analysis, contextOf(analysis, today)).filter(({ score }) => score > 0);
}
