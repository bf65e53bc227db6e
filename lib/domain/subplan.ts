import { Id } from "./ids.ts";
import type { PlanGraph } from "./plan.ts";
import type { Arguments } from "./step.ts";

/** The tool whose use is a run of another plan. */
export const SUBPLAN_TOOL = "subplan.run";

/** A version of a plan. */
export type PlanVersionKey = { planId: Id; number: number };

/** The plan versions that steps of this graph run, where the graph itself names them. */
export function subplansIn(graph: PlanGraph): PlanVersionKey[] {
  return graph.steps
    .flatMap((step) => [step, ...step.fallbacks])
    .flatMap(({ tool, args }) => (tool === SUBPLAN_TOOL ? namedIn(args) : []));
}

function namedIn({ plan, version }: Arguments): PlanVersionKey[] {
  const planId = Id.safeParse(plan?.kind === "literal" ? plan.value : null);
  const number = version?.kind === "literal" ? version.value : null;
  return planId.success && typeof number === "number" && Number.isInteger(number)
    ? [{ planId: planId.data, number }]
    : [];
}
