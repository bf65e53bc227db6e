import { formatMicros, formatSeconds } from "#lib/domain/format-amounts.ts";
import type { PlanEstimate } from "#lib/domain/estimate-plan.ts";
import {
  ASSUMED,
  type EstimateOrigin,
  type EstimateSource,
  type StepEstimate,
} from "#lib/domain/estimate-step.ts";
import { countOf } from "#lib/domain/count-of.ts";

/** How a source reads beside a number of steps, best first. */
const OF_STEPS: Record<EstimateSource, string> = {
  runs: "from earlier runs of this plan",
  author: "as the plan expects",
  similar: "from similar uses of the tool in this workspace",
  other: "from this workspace’s uses of the tool",
  tool: "tool default",
  prices: "price table",
};

/** How many steps' amounts come from where: "2 from earlier runs of this plan", "1 tool default". */
export function sourceWords(sources: Partial<Record<EstimateSource, number>>): string[] {
  return Object.entries(OF_STEPS).flatMap(([source, words]) => {
    const count = sources[source as EstimateSource];
    return count ? [`${countOf(count, "step")}: ${words}`] : [];
  });
}

/** Where one step's amount comes from: "from 12 earlier runs". */
export function originWords({ source, uses }: EstimateOrigin): string {
  switch (source) {
    case "runs":
      return `from ${countOf(uses, "earlier run")}`;
    case "similar":
      return `from ${countOf(uses, "similar use")} of the tool in this workspace`;
    case "other":
      return `from ${countOf(uses, "use")} of the tool in this workspace`;
    default:
      return OF_STEPS[source];
  }
}

/** What is taken for granted in a plan's estimate, each in a sentence. */
export function assumptionWords(
  { timeSources, costSources, costUnknown, assumedItems }: PlanEstimate,
  plan: { asksModels: boolean; mayBeSkipped: boolean },
): string[] {
  const guessed = timeSources.tool !== undefined || timeSources.author !== undefined;
  return [
    "Steps that do not depend on each other run at the same time.",
    ...(guessed
      ? [`Where nothing is known, one run in ten takes more than ${ASSUMED.slowFactor} times the default.`]
      : []),
    ...(plan.asksModels && costSources.prices !== undefined
      ? [
          `Where nothing is known, a model writes ${ASSUMED.tokensPerSecond} tokens a second, answers at a usual length, and costs what the price table says.`,
        ]
      : []),
    ...(assumedItems > 0
      ? [`${countOf(assumedItems, "list")} of unknown length: ${ASSUMED.items} items each.`]
      : []),
    ...(plan.mayBeSkipped ? ["Optional and conditional steps are carried out."] : []),
    ...(costUnknown > 0
      ? [`${countOf(costUnknown, "step")} with a part of unknown price, which is not in the sum.`]
      : []),
  ];
}

/** One short estimate for a card: "~12 s · $0.02". */
export function shortEstimate({ seconds, costMicros, costUnknown }: StepEstimate): string {
  const cost = costMicros.p50 > 0 ? ` · ${formatMicros(costMicros.p50)}` : "";
  const unknown = costUnknown ? (cost === "" ? " · cost unknown" : " + unknown") : "";
  return `~${formatSeconds(seconds.p50)}${cost}${unknown}`;
}
