import { z } from "zod";
import { PlanPatch } from "./patch.ts";
import { Author, PlanGraph, PlanStatus } from "./plan.ts";
import { GoalAnalysis, PlanChoice, PlannerReport } from "./goal.ts";
import { SlownessAnswer } from "./settings.ts";
import { ReplanView, RunStatus, StepRunView } from "./run.ts";

/** What a stream is about: one plan, one run, or the workspace's list of runs and plans. */
export const Topic = z.string().regex(/^(plan|run):[0-9a-hjkmnp-tv-z]{26}$|^inbox$/, "This is not a topic.");
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
  /** The run's own state changed; `reason` says why in a sentence. */
  z.object({
    type: z.literal("run.status"),
    status: RunStatus,
    reason: z.string().nullable(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
  }),
  /** A step's state changed: the whole view of it. */
  z.object({ type: z.literal("step.changed"), step: StepRunView, what: z.string() }),
  /** A tool call began or ended. */
  z.object({
    type: z.literal("tool.called"),
    stepId: z.string(),
    attempt: z.number().int(),
    call: z.number().int(),
    tool: z.string(),
    status: z.enum(["started", "succeeded", "failed"]),
    message: z.string().nullable(),
  }),
  /** A step has taken longer than it should; `answer` is what policy did about it. */
  z.object({
    type: z.literal("step.slow"),
    stepId: z.string(),
    attempt: z.number().int(),
    expectedSeconds: z.number(),
    answer: SlownessAnswer,
  }),
  z.object({ type: z.literal("replan.changed"), replan: ReplanView }),
  /** The run moved to another plan version: its new graph and the steps' states. */
  z.object({
    type: z.literal("run.moved"),
    versionNumber: z.number().int(),
    graph: PlanGraph,
    steps: z.array(StepRunView),
  }),
]);
export type EventBody = z.infer<typeof EventBody>;

/** A row of a topic: `seq` counts from 1 without gaps. */
export const StreamEvent = z.object({ topic: Topic, seq: z.number().int(), at: z.string(), body: EventBody });
export type StreamEvent = z.infer<typeof StreamEvent>;
