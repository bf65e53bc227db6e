import { z } from "zod";
import { ChatChange } from "./chat.ts";
import { Id, StepId, StepRunId } from "./ids.ts";

/**
 * Why a replan was asked for.
 * - `request`: a person wanted one.
 * - `failure`: these steps had failed and nothing could go on.
 * - `slow`: the step had taken so long, and was expected to take less.
 * - `new_input`: a person put the step's output right.
 * - `finding`: a guardrail found something wrong with the step.
 * - `refused`: a member refused what the step was about to do, an answer that it asked for, or what it gave, and said why.
 */
export const ReplanCause = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("request") }),
  z.object({ kind: z.literal("failure"), stepIds: z.array(StepRunId) }),
  z.object({
    kind: z.literal("slow"),
    stepId: StepRunId,
    seconds: z.number(),
    expectedSeconds: z.number(),
  }),
  z.object({ kind: z.literal("new_input"), stepId: StepRunId }),
  z.object({ kind: z.literal("finding"), stepId: StepRunId, message: z.string() }),
  z.object({
    kind: z.literal("refused"),
    stepId: StepRunId,
    by: z.string(),
    reason: z.string(),
    /** Left out: a call. */
    what: z.enum(["answer", "output"]).optional(),
  }),
]);
export type ReplanCause = z.infer<typeof ReplanCause>;

/**
 * What the planner chose: steps are tried again, or go on with their next tool; the plan changes; it asks the person; or it sees no
 * way on.
 */
export const ReplanChoice = z.enum(["retry", "fall_back", "replan", "ask", "give_up"]);
export type ReplanChoice = z.infer<typeof ReplanChoice>;

/**
 * planning: the planner is at work; proposed: it waits for a decision; asked: it waits for an answer; accepted (whole or in part),
 * rejected; answered: another one goes on with the answer; given_up: it sees no way on; void: the run moved on, or another one took
 * its place; failed: there is nothing to propose.
 */
export const ReplanStatus = z.enum([
  "planning",
  "proposed",
  "asked",
  "accepted",
  "rejected",
  "answered",
  "given_up",
  "void",
  "failed",
]);
export type ReplanStatus = z.infer<typeof ReplanStatus>;

/** What becomes of each step under a proposed replan. */
export const ReplanDiff = z.object({
  kept: z.array(StepId),
  changed: z.array(z.object({ stepId: StepId, what: z.array(z.string()) })),
  added: z.array(StepId),
  dropped: z.array(StepId),
});
export type ReplanDiff = z.infer<typeof ReplanDiff>;

/** A change of a run's plan that the planner proposes while the run is under way. */
export const ReplanView = z.object({
  id: Id,
  status: ReplanStatus,
  cause: ReplanCause.default({ kind: "request" }),
  /** What a person wrote; empty when nobody wrote anything. */
  note: z.string(),
  /** What the planner had asked, which the note answers; else null. */
  question: z.string().nullable().default(null),
  /** Null while it is at work, and when there is nothing to propose. */
  choice: ReplanChoice.nullable().default(null),
  /** The steps that are tried again or go on with their next tool, when it is accepted. */
  steps: z.array(StepRunId).default([]),
  /** The changes of the plan, each of which can be accepted alone, with what it needs. */
  changes: z.array(ChatChange).default([]),
  /** Places of the changes that were accepted. */
  accepted: z.array(z.number().int().min(0)).default([]),
  diff: ReplanDiff.nullable(),
  explanation: z.string().nullable(),
  createdAt: z.string(),
});
export type ReplanView = z.infer<typeof ReplanView>;

/** Whether a person or the planner still has to say something about it. */
export function isReplanOpen({ status }: Pick<ReplanView, "status">): boolean {
  return status === "planning" || status === "proposed" || status === "asked";
}
