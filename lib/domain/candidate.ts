import { z } from "zod";
import { Range } from "./estimate-range.ts";
import { PlannerReport } from "./goal.ts";
import { Id, StepId } from "./ids.ts";
import { PlanGraph } from "./plan.ts";
import { PlanRisk } from "./plan-risk.ts";
import { line } from "./text.ts";

/** What a candidate aims at: little money; a short time; that nothing goes wrong. */
export const CandidateStyle = z.enum(["cheap", "fast", "careful"]);
export type CandidateStyle = z.infer<typeof CandidateStyle>;

/** planning: it is being made; ready: it can be taken; failed: it was not made, and `message` says why. */
export const CandidateStatus = z.enum(["planning", "ready", "failed"]);
export type CandidateStatus = z.infer<typeof CandidateStatus>;

/** working: some are being made; done: all are ready or failed; stopped: a person stopped it, those that were ready stay. */
export const CandidatesStatus = z.enum(["working", "done", "stopped"]);
export type CandidatesStatus = z.infer<typeof CandidatesStatus>;

/** Who made a candidate and what that took: the parts of a planner's report that are not about how a playbook was chosen. */
export const CandidateReport = PlannerReport.pick({
  planner: true,
  plannerVersion: true,
  model: true,
  prompts: true,
  spend: true,
  seconds: true,
  trouble: true,
  assumptions: true,
});
export type CandidateReport = z.infer<typeof CandidateReport>;

/** What a plan takes, by the same estimate as everywhere, and how risky it is. `costUnknown`: steps with an unknown price. */
export const PlanFigures = z.object({
  steps: z.number().int(),
  seconds: Range,
  costMicros: Range,
  costUnknown: z.number().int(),
  risk: PlanRisk,
});
export type PlanFigures = z.infer<typeof PlanFigures>;

/**
 * One of the plans that a person compares.
 * - `remarks`: what it does otherwise than the plan, and why.
 * - `sameAs`: it came out like another style, or like the plan as it was ("plan"), and is not a choice of its own.
 * - `message`: why it failed.
 */
export const PlanCandidate = z.object({
  id: Id,
  planId: Id,
  style: CandidateStyle,
  status: CandidateStatus,
  graph: PlanGraph.nullable(),
  report: CandidateReport.nullable(),
  remarks: z.array(z.string()),
  sameAs: z.union([CandidateStyle, z.literal("plan")]).nullable(),
  message: z.string().nullable(),
  figures: PlanFigures.nullable(),
});
export type PlanCandidate = z.infer<typeof PlanCandidate>;

/** The candidates of a plan, in the order of their styles, beside the plan as it is. */
export const CandidatesView = z.object({
  planId: Id,
  set: z
    .object({
      id: Id,
      status: CandidatesStatus,
      /** Who asked for them, and when. */
      by: z.string(),
      createdAt: z.string(),
      /** Whether the plan has changed since they were asked for. */
      moved: z.boolean(),
    })
    .nullable(),
  candidates: z.array(PlanCandidate),
  present: PlanFigures,
  /** Where the plan's stream of events stood. */
  seq: z.number().int(),
});
export type CandidatesView = z.infer<typeof CandidatesView>;

/** The steps that are chosen of one candidate. */
export const CandidatePick = z.object({ candidateId: Id, stepIds: z.array(StepId).min(1).max(5_000) });
export type CandidatePick = z.infer<typeof CandidatePick>;

/** A person's own name for one taking, so that sending it twice takes once. */
export const TakingKey = line("The key", 100);

/** Under which key taking changes the draft. */
export const takingPatchKey = (key: string): string => `take:${key}`;
