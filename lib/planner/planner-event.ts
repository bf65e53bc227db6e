import type { GoalAnalysis, PlanChoice, PlannerReport } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { Step } from "#lib/domain/step.ts";

/** What the planner says while it works. Whoever records it must take each as said once: a resumed planner repeats itself. */
export type PlannerEvent =
  | { type: "analysed"; analysis: GoalAnalysis }
  /** It waits for the person to choose; nothing follows until then. */
  | { type: "choice"; choice: PlanChoice }
  | { type: "step"; step: Step; dependsOn: StepId[] }
  /** It mended what its own check found, in the given round (from 1). */
  | { type: "repair"; round: number; patch: PatchOperation[] }
  | { type: "finished"; report: PlannerReport };
