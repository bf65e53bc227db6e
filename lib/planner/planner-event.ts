import type { GoalAnalysis, PlanChoice, PlannerReport, PlanQuestions } from "#lib/domain/goal.ts";
import type { StepId } from "#lib/domain/ids.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { Step } from "#lib/domain/step.ts";

/** What the planner says while it works. Whoever records it must take each as said once: a resumed planner repeats itself. */
export type PlannerEvent =
  /** Said again when answers of the person changed it. */
  | { type: "analysed"; analysis: GoalAnalysis }
  /** It waits for the person to choose, or to answer; nothing follows until then. */
  | { type: "choice"; choice: PlanChoice }
  | { type: "questions"; questions: PlanQuestions }
  /** A draft begins; steps of earlier drafts (of a model that broke off, of a process that died) are void. */
  | { type: "drafting"; draft: string }
  | { type: "step"; draft: string; step: Step; dependsOn: StepId[] }
  /** It mended what its own check found, in the given round (from 1). */
  | { type: "repair"; draft: string; round: number; patch: PatchOperation[] }
  /** The model declines; nothing follows. The report says which one, and what asking it took. */
  | { type: "refused"; message: string; report: PlannerReport }
  | { type: "finished"; draft: string; report: PlannerReport };
