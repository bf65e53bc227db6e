import { z } from "zod";
import { CandidatesStatus, CandidateStatus, CandidateStyle } from "./candidate.ts";
import { ChatMessage } from "./chat.ts";
import { Comment, ThreadHead } from "./comment.ts";
import { PlanPatch } from "./patch.ts";
import { Author, PlanGraph, PlanStatus } from "./plan.ts";
import { GoalAnalysis, PlanChoice, PlannerReport, PlanQuestions } from "./goal.ts";
import { SlownessAnswer } from "./settings.ts";
import { ApprovalStatus } from "./approval.ts";
import { Id, StepRunId } from "./ids.ts";
import { DocumentView, MeaningState } from "./knowledge.ts";
import { ReplanView } from "./replan.ts";
import { PlanVersionSummary } from "./plan-version.ts";
import { ModelUse, Reused, RunStatus, StepRunView } from "./run.ts";

/** What a stream is about: one plan, one run, the workspace's list of runs and plans, or its documents. */
export const Topic = z
  .string()
  .regex(/^(plan|run):[0-9a-hjkmnp-tv-z]{26}$|^inbox$|^knowledge$/, "This is not a topic.");
export type Topic = z.infer<typeof Topic>;

/**
 * Payload of an event by its type. Every payload is a patch to the reader's cache: what it names replaces what was there.
 * Large things (outputs) are never inside; a reader fetches them by id.
 */
export const EventBody = z.discriminatedUnion("type", [
  /** The planner read the goal. */
  z.object({ type: z.literal("plan.analysed"), analysis: GoalAnalysis }),
  /** The planner waits for a choice, or (null) has been answered. */
  z.object({ type: z.literal("plan.choice"), choice: PlanChoice.nullable() }),
  /** The planner asks, or (null) has been answered. */
  z.object({ type: z.literal("plan.questions"), questions: PlanQuestions.nullable() }),
  /** The draft moved from rev-1 to rev by this patch; the planner's steps arrive this way too. `key` is its maker's name for it. */
  z.object({
    type: z.literal("plan.patched"),
    rev: z.number().int(),
    patch: PlanPatch,
    key: z.string(),
    author: Author,
  }),
  z.object({
    type: z.literal("plan.status"),
    status: PlanStatus,
    report: PlannerReport.nullable(),
    message: z.string().nullable(),
  }),
  /** The draft was sealed as a version without a run of it being started: that of a run is told by the run. */
  z.object({ type: z.literal("plan.sealed"), version: PlanVersionSummary }),
  /** A message of the plan's conversation came, or what became of one changed. */
  z.object({ type: z.literal("chat.changed"), message: ChatMessage }),
  /** A thread of comments came or changed: how it stands, which comments came or were edited, and which were deleted. */
  z.object({
    type: z.literal("thread.changed"),
    thread: ThreadHead,
    comments: z.array(Comment),
    deleted: z.array(Id),
  }),
  z.object({ type: z.literal("thread.deleted"), threadId: Id }),
  /** How the plan's candidates stand (null: there are none); their graphs are fetched. */
  z.object({
    type: z.literal("candidates.changed"),
    set: z.object({ id: Id, status: CandidatesStatus }).nullable(),
    candidates: z.array(z.object({ style: CandidateStyle, status: CandidateStatus })),
  }),
  /** The run's own state changed; `reason` says why in a sentence. */
  z.object({
    type: z.literal("run.status"),
    status: RunStatus,
    reason: z.string().nullable(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
  }),
  /** All that a step depends on is done: a worker may take it. */
  z.object({ type: z.literal("step.ready"), stepId: StepRunId }),
  /** A worker took a step. */
  z.object({ type: z.literal("step.started"), stepId: StepRunId, attempt: z.number().int() }),
  /** A step's worker carried it out, or passed it by because its condition does not hold. `notes` come after those it has. */
  z.object({
    type: z.literal("step.done"),
    stepId: StepRunId,
    status: z.enum(["succeeded", "skipped"]),
    summary: z.string().nullable().default(null),
    notes: z.array(z.string()).default([]),
    hasOutput: z.boolean().default(false),
    reused: Reused.nullable().default(null),
  }),
  /** A step's state changed in any other way: the whole view of it. */
  z.object({ type: z.literal("step.changed"), step: StepRunView, what: z.string() }),
  /** A tool call began or ended, which is the step's tool from then on. `costMicros`: what no `step.changed` tells. */
  z.object({
    type: z.literal("tool.called"),
    stepId: z.string(),
    attempt: z.number().int(),
    call: z.number().int(),
    tool: z.string(),
    status: z.enum(["started", "succeeded", "failed"]),
    message: z.string().nullable(),
    costMicros: z.number().int().default(0),
  }),
  /** A running step has written more of its text; `fresh`: what it wrote before is void. */
  z.object({
    type: z.literal("step.text"),
    stepId: StepRunId,
    attempt: z.number().int(),
    text: z.string(),
    fresh: z.boolean(),
  }),
  /** A step has asked models, which took this. */
  z.object({ type: z.literal("step.asked"), stepId: StepRunId, use: ModelUse }),
  /** A step has taken longer than it should; `answer` is what policy did about it. */
  z.object({
    type: z.literal("step.slow"),
    stepId: z.string(),
    attempt: z.number().int(),
    expectedSeconds: z.number(),
    answer: SlownessAnswer,
  }),
  z.object({ type: z.literal("replan.changed"), replan: ReplanView }),
  /** Working out a replan has asked models, which took this. */
  z.object({ type: z.literal("replan.asked"), use: ModelUse }),
  /** A person is asked for an approval or an answer, or what became of that. Told in the run and in the workspace's inbox. */
  z.object({
    type: z.literal("approval.changed"),
    approvalId: Id,
    runId: Id,
    /** Null when it is about the run's whole plan, or a change of it. */
    stepId: StepRunId.nullable(),
    /** Of a request about a change of the plan: whose it is. */
    change: z.enum(["edit", "replan"]).optional(),
    status: ApprovalStatus,
  }),
  /** A request still waits, since then; its people are reminded for the so manieth time. Told in run and inbox. */
  z.object({
    type: z.literal("approval.reminded"),
    approvalId: Id,
    runId: Id,
    stepId: StepRunId.nullable(),
    since: z.string(),
    times: z.number().int(),
  }),
  /** The run moved to another plan version: its new graph and the steps' states. */
  z.object({
    type: z.literal("run.moved"),
    versionNumber: z.number().int(),
    graph: PlanGraph,
    steps: z.array(StepRunView),
  }),
  /** A link to the plan or run was made, or ended before its time, by this person; it holds until then (ISO). */
  z.object({
    type: z.literal("share.changed"),
    linkId: Id,
    what: z.enum(["made", "revoked"]),
    by: z.string(),
    expiresAt: z.string(),
  }),
  /** A document came, or its state changed. */
  z.object({ type: z.literal("document.changed"), document: DocumentView }),
  z.object({ type: z.literal("document.deleted"), documentId: z.string() }),
  /** Vectors of the workspace's passages were made, or what keeps them from being made changed. */
  z.object({ type: z.literal("meaning.changed"), meaning: MeaningState }),
]);
export type EventBody = z.infer<typeof EventBody>;
/** The same as it is written: what is as its default says may be left out. */
export type NewEvent = z.input<typeof EventBody>;

/** A row of a topic: `seq` counts from 1 without gaps. */
export const StreamEvent = z.object({ topic: Topic, seq: z.number().int(), at: z.string(), body: EventBody });
export type StreamEvent = z.infer<typeof StreamEvent>;
