import type { CandidateStyle } from "#lib/domain/candidate.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { makeCareful } from "./careful.ts";
import { makeCheap } from "./cheap.ts";
import { makeFast } from "./fast.ts";
import { Variation, type VariationMeans } from "./variation.ts";

const MAKERS: Record<CandidateStyle, (plan: Variation) => void> = {
  cheap: makeCheap,
  fast: makeFast,
  careful: makeCareful,
};

/** What is said of a style in which nothing could be changed. */
const UNCHANGED: Record<CandidateStyle, string> = {
  cheap: "Nothing in this plan could be left out or had for less.",
  fast: "Nothing in this plan could be done sooner.",
  careful: "Nothing more could be made safe with the tools that are here.",
};

/**
 * Varies a plan in a style, without a model: a pure function of the plan and the means. The varied plan has no error that the plan had
 * not; steps that both have keep their ids.
 * @returns it, with what was changed and why, each in a sentence
 */
export function varyPlan(
  style: CandidateStyle,
  graph: PlanGraph,
  means: VariationMeans,
): { graph: PlanGraph; remarks: string[] } {
  const plan = new Variation(graph, means);
  MAKERS[style](plan);
  return {
    graph: plan.graph,
    remarks: plan.graph === graph ? [UNCHANGED[style], ...plan.remarks] : plan.remarks,
  };
}
