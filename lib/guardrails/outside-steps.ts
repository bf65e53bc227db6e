import { adjacency, topologicalOrder } from "#lib/domain/graph.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { stepsRead } from "#lib/domain/step-reads.ts";
import type { Step } from "#lib/domain/step.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";

/** For each step, the titles of the steps whose outputs it may read and that may bring something in from outside. */
export type OutsideSteps = {
  /** What one step's output may have brought in: the titles of where it came from. */
  behind: (id: StepId) => readonly string[];
  /** The same of everything that a model may read that fills in arguments of this step. */
  before: (id: StepId) => readonly string[];
};

/** Follows outputs from outside through a plan as its run will: what is made of them is marked like them. */
export function outsideSteps(graph: PlanGraph, specs: ReadonlyMap<string, ToolSpec>): OutsideSteps {
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const { before } = adjacency(graph);
  const found = new Map<StepId, readonly string[]>();
  const behind = (id: StepId) => found.get(id) ?? [];
  const join = (ids: readonly StepId[]) => [...new Set(ids.flatMap(behind))];
  const waitedFor = (id: StepId) => join([...(before.get(id) ?? [])]);
  for (const id of topologicalOrder(graph)) {
    const step = steps.get(id);
    if (!step) continue;
    const own = bringsIn(step, specs) ? [step.title] : [];
    const read = hasOpen(step) ? waitedFor(id) : [];
    found.set(id, [...new Set([...own, ...join(stepsRead(step)), ...read])]);
  }
  return { behind, before: waitedFor };
}

function bringsIn({ tool, fallbacks }: Step, specs: ReadonlyMap<string, ToolSpec>): boolean {
  return [tool, ...fallbacks.map((fallback) => fallback.tool)].some((name) => specs.get(name)?.outside);
}

function hasOpen({ args, fallbacks }: Step): boolean {
  return [args, ...fallbacks.map((fallback) => fallback.args)].some((each) =>
    Object.values(each).some(({ kind }) => kind === "open"),
  );
}
