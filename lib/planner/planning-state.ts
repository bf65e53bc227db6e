import { Annotation } from "@langchain/langgraph";
import type { Finding } from "#lib/domain/finding.ts";
import type {
  Day,
  GoalAnalysis,
  PlanAnswers,
  PlannerReport,
  PlanQuestion,
  PlaybookMatch,
} from "#lib/domain/goal.ts";
import type { ModelSpend } from "#lib/domain/model.ts";
import type { PatchOperation } from "#lib/domain/patch.ts";
import type { DraftedStep } from "./drafted-step.ts";
import type { DraftRequest } from "./ports.ts";

/** Which plan was settled on, and how sure of it the planner is (0 to 1; a person's choice is 1). */
export type Settled = { source: DraftRequest["source"]; confidence: number; chosenByPerson: boolean };

/** Which model answered, and what asking models took so far; `trouble`: why one that was asked did not, each in a sentence. */
export type Asking = {
  spend: ModelSpend | null;
  model: PlannerReport["model"];
  trouble: string[];
};

/** A draft under way or done. `id`: its own, so that what an earlier one said is not taken for this one's. */
export type DraftState = {
  id: string;
  steps: DraftedStep[];
  remarks: string[];
  assumptions: string[];
  /** One patch a round of mending; empty when a round found nothing to do. */
  repairs: PatchOperation[][];
};

/** What is kept between nodes; all of it plain JSON, since checkpoints hold it. */
export const PlanningAnnotation = Annotation.Root({
  goal: Annotation<string>,
  today: Annotation<Day>,
  /** Whether to ask before planning. */
  askFirst: Annotation<boolean>,
  /** Milliseconds since the epoch, moved on by the time for which the person was waited for. */
  begunAt: Annotation<number>,
  /** Who drafts: the model until it fails, or from the start the built-in planner. */
  by: Annotation<"model" | "built-in">,
  analysis: Annotation<GoalAnalysis | null>,
  matches: Annotation<PlaybookMatch[]>,
  settled: Annotation<Settled | null>,
  questions: Annotation<PlanQuestion[]>,
  answers: Annotation<PlanAnswers>,
  asking: Annotation<Asking>,
  drafted: Annotation<DraftState | null>,
  findings: Annotation<Finding[]>,
  /** Why the model declined, or null. */
  refusal: Annotation<string | null>,
  report: Annotation<PlannerReport | null>,
});
export type PlanningState = typeof PlanningAnnotation.State;

/** The state of a thread that has not begun. */
export function freshState(
  about: Pick<PlanningState, "goal" | "today" | "askFirst" | "begunAt" | "by" | "analysis">,
): PlanningState {
  return {
    ...about,
    matches: [],
    settled: null,
    questions: [],
    answers: {},
    asking: { spend: null, model: null, trouble: [] },
    drafted: null,
    findings: [],
    refusal: null,
    report: null,
  };
}
