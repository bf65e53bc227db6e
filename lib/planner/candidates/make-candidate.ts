import type { CandidateReport, CandidateStyle } from "#lib/domain/candidate.ts";
import type { EstimateBasis } from "#lib/domain/estimate-basis.ts";
import { NOTHING_KNOWN } from "#lib/domain/known-uses.ts";
import type { Day, GoalAnalysis } from "#lib/domain/goal.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import type { ToolFailures } from "#lib/domain/plan-risk.ts";
import type { Prompt } from "#lib/domain/prompt.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { BUILT_IN_PLANNER } from "../built-in-drafter.ts";
import { planOnce } from "../plan-once.ts";
import type { PlannerPorts } from "../planning-graph.ts";
import { describeDifference } from "./describe-difference.ts";
import { varyPlan } from "./vary-plan.ts";

/** What a candidate is made for and from. `base`: the plan as it is; without steps it is planned first. */
export type CandidateRequest = {
  style: CandidateStyle;
  /** What a model is told that it aims at. */
  aim: Prompt;
  goal: string;
  today: Day;
  analysis: GoalAnalysis | null;
  base: PlanGraph;
  failures: readonly ToolFailures[];
};

/** A candidate, or why there is none. `derived`: it was made from `base`, and steps that both have keep their ids. */
export type MadeCandidate =
  | { kind: "made"; graph: PlanGraph; derived: boolean; remarks: string[]; report: CandidateReport }
  | { kind: "refused"; message: string };

/**
 * Makes one candidate. A model, where there is one, drafts the goal anew with the style's aim; when it cannot, and without one, the plan
 * as it is is varied by rules, and the report says so.
 * @throws the signal's reason when it is aborted
 */
export async function makeCandidate(
  request: CandidateRequest,
  ports: Omit<PlannerPorts, "checkpointer">,
): Promise<MadeCandidate> {
  const { style, aim, goal, today, analysis, base } = request;
  const begun = ports.now().getTime();
  const ask = ports.model !== null;
  const planned =
    ask || base.steps.length === 0
      ? await planOnce(
          { goal, today, analysis, builtIn: !ask },
          {
            ...ports,
            model: ports.model && {
              ...ports.model,
              prompts: { ...ports.model.prompts, [aim.name]: aim.version },
            },
            variant: ask
              ? `${aim.text}\n${describeUses(ports.tools, ports.estimateBasis, request.failures)}`
              : null,
          },
        )
      : null;
  if (planned && planned.refusal !== null) return { kind: "refused", message: planned.refusal };
  const report = planned?.report ?? null;
  if (planned && report?.source === "model") {
    return {
      kind: "made",
      graph: planned.graph,
      derived: false,
      remarks: [...describeDifference(base, planned.graph), ...report.remarks],
      report,
    };
  }
  const { tools, equipment, estimateBasis: basis } = ports;
  const start = base.steps.length > 0 || !planned ? base : planned.graph;
  const varied = varyPlan(style, start, { tools, equipment, analysis, basis });
  return {
    kind: "made",
    ...varied,
    derived: true,
    report: {
      planner: BUILT_IN_PLANNER.name,
      plannerVersion: BUILT_IN_PLANNER.version,
      model: null,
      prompts: {},
      spend: report?.spend ?? null,
      seconds: Math.max(0, (ports.now().getTime() - begun) / 1_000),
      trouble: report?.trouble ?? [],
      assumptions: [],
    },
  };
}

/** What each tool takes, as far as it is known, so that a model need not guess what is cheap, fast or safe. */
function describeUses(
  tools: readonly ToolSpec[],
  { tools: uses }: EstimateBasis = NOTHING_KNOWN,
  failures: readonly ToolFailures[],
): string {
  const lines = tools.map((tool) => {
    const known = uses.find(
      ({ tool: name, models, size }) => name === tool.name && models === null && size === null,
    );
    const seconds = known?.seconds.p50 ?? tool.typicalSeconds;
    const price = known && !known.costUnknown ? known.costMicros.p50 : tool.costMicros;
    const failed = failures.find((one) => one.tool === tool.name);
    const parts = [
      `${Number(seconds.toPrecision(2))} s`,
      price === null ? "price unknown" : price === 0 ? "free" : `$${(price / 1_000_000).toFixed(4)}`,
      ...(tool.asks && price === 0 ? ["besides what the executor model costs"] : []),
      ...(failed ? [`failed in ${failed.failed} of ${failed.calls} calls`] : []),
    ];
    return `${tool.name}: ${parts.join(", ")}`;
  });
  return `What one use of each tool takes here, as far as it is known:\n${lines.join("\n")}`;
}
