import { formatMicrosRange, formatSecondsRange } from "#lib/domain/format-amounts.ts";
import type { Tone } from "#components/ui/badge.tsx";
import type { CandidateReport, CandidateStyle, PlanCandidate, PlanFigures } from "#lib/domain/candidate.ts";
import type { PlanRisk } from "#lib/domain/plan-risk.ts";
import { countOf } from "#lib/domain/count-of.ts";

/** What each style is called, and what it aims at in a few words. */
export const STYLE_WORDS: Record<CandidateStyle, { title: string; aim: string }> = {
  cheap: { title: "Cheap", aim: "as little money as the goal allows" },
  fast: { title: "Fast", aim: "done as soon as possible" },
  careful: { title: "Careful", aim: "as little as possible can go wrong" },
};

/** How a risk is shown; its colour says the same as the word. */
export const RISK_WORDS: Record<PlanRisk["level"], { word: string; tone: Tone }> = {
  low: { word: "Low risk", tone: "succeeded" },
  medium: { word: "Medium risk", tone: "waiting" },
  high: { word: "High risk", tone: "failed" },
};

/** What a plan takes, as a line: "9 steps, 4 to 12 s, free". */
export function figuresWords({ steps, seconds, costMicros, costUnknown }: PlanFigures): string {
  const cost = formatMicrosRange(costMicros, costUnknown > 0);
  return `${countOf(steps, "step")}, ${formatSecondsRange(seconds)}, ${cost}`;
}

/** Who made a candidate, and what asking models for it cost. */
export function makerWords({ planner, model, spend }: CandidateReport): string {
  const by = model ? `${planner}, ${model.provider} · ${model.name}` : planner;
  if (!spend || spend.costMicros === 0) return `By ${by}`;
  const cost = spend.costMicros === null ? "cost unknown" : `$${(spend.costMicros / 1_000_000).toFixed(4)}`;
  return `By ${by}, for ${cost}`;
}

/** That a candidate is no choice of its own, or null. */
export function sameWords({ sameAs }: Pick<PlanCandidate, "sameAs">): string | null {
  if (sameAs === null) return null;
  if (sameAs === "plan") return "This comes out the same as the plan as it is.";
  return `This comes out the same as “${STYLE_WORDS[sameAs].title}”.`;
}

/** A number beside that of the plan as it is: "3 fewer", "the same", "1 more". */
export function moreOrFewer(now: number, then: number): string {
  if (now === then) return "the same number";
  return now > then ? `${now - then} more` : `${then - now} fewer`;
}
