import { z } from "zod";
import { Equipment } from "./equipment.ts";
import { EstimateBasis } from "./estimate-basis.ts";
import { GoalAnalysis, PlanChoice, PlannerReport, PlanQuestions } from "./goal.ts";
import { Id, StepRunId } from "./ids.ts";
import { PlanGraph, PlanStatus } from "./plan.ts";
import { PinnedModels } from "./model.ts";
import { PlanVersionSummary } from "./plan-version.ts";
import { PromptVersions } from "./prompt.ts";
import { RerunReport } from "./rerun-report.ts";
import { ReplanView } from "./replan.ts";
import { ModelUse, RunBelow, RunLink, RunNeeds, RunStatus, RunWait, StepRunView } from "./run.ts";

/** What lists show of a run. */
export const RunSummary = z.object({
  id: Id,
  /** Counts from 1 within the workspace. */
  number: z.number().int(),
  planId: Id,
  planTitle: z.string(),
  versionNumber: z.number().int(),
  status: RunStatus,
  reason: z.string().nullable(),
  waitsFor: RunWait.nullable(),
  needs: RunNeeds,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  stepsDone: z.number().int(),
  stepsTotal: z.number().int(),
  /** Tools and models together; `costUnknown`: some of it has no known price. */
  costMicros: z.number().int(),
  costUnknown: z.boolean(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const PlanSummary = z.object({
  id: Id,
  title: z.string(),
  goal: z.string(),
  status: PlanStatus,
  steps: z.number().int(),
  versions: z.number().int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type PlanSummary = z.infer<typeof PlanSummary>;

/** A request that waits for a member's decision or answer, as a list names it. */
export const WaitingRequest = z.object({
  id: Id,
  heading: z.string(),
  stepTitle: z.string(),
  runNumber: z.number().int(),
  planTitle: z.string(),
  createdAt: z.string(),
});
export type WaitingRequest = z.infer<typeof WaitingRequest>;

/** A plan as the editor loads it: the draft graph at `rev`, and where its topic stands (`seq`) so that the stream goes on from there. */
export const PlanView = z.object({
  id: Id,
  title: z.string(),
  goal: z.string(),
  status: PlanStatus,
  /** Why planning failed, or null. */
  message: z.string().nullable(),
  analysis: GoalAnalysis.nullable(),
  choice: PlanChoice.nullable(),
  questions: PlanQuestions.nullable(),
  /** Names of the files that came with the goal. */
  attachments: z.array(z.string()),
  report: PlannerReport.nullable(),
  rev: z.number().int(),
  graph: PlanGraph,
  versions: z.array(PlanVersionSummary),
  runs: z.array(RunSummary),
  /** What the workspace's models allow the plan to ask for. */
  equipment: Equipment,
  /** What is known for estimating it: earlier uses of its steps and of all tools, and what the workspace's models cost. */
  estimateBasis: EstimateBasis,
  seq: z.number().int(),
});
export type PlanView = z.infer<typeof PlanView>;

/** A run as its page loads it. */
export const RunView = RunSummary.omit({ waitsFor: true, needs: true }).extend({
  goal: z.string(),
  graph: PlanGraph,
  steps: z.array(StepRunView),
  /** The version with which it began, before edits and replans moved it; null where that is not known. */
  firstVersion: z.number().int().nullable().default(null),
  /** Titles of steps that it had and its plan has no more, by id. */
  dropped: z.record(z.string(), z.string()).default({}),
  /** What running steps have written so far, by step. */
  texts: z.record(z.string(), z.object({ attempt: z.number().int(), text: z.string() })),
  replan: ReplanView.nullable(),
  /** It waits for others to approve its plan, and has not begun. */
  held: z.boolean().default(false),
  /** A member's edit of its plan waits for others to approve it, and the run goes on without it until then. */
  editAsked: z.boolean().default(false),
  /** What asking models for its replans took, all of them together; null when none was asked. */
  replanUse: ModelUse.nullable().default(null),
  /** The version of each prompt that was active when the run was started. */
  promptVersions: PromptVersions.default({}),
  /** The models that each role had when the run was started. */
  models: PinnedModels.default({}),
  /** Of a run that does another again: what it took over from that one; else null. */
  rerun: RerunReport.nullable(),
  /** The run whose step started this one as a part of itself, and that step; else null. */
  parent: RunLink.extend({ stepId: StepRunId, stepTitle: z.string(), seq: z.number().int() })
    .nullable()
    .default(null),
  /** The runs that go on below this one, those that wait for a person first; 20 at most. */
  below: z.array(RunBelow).default([]),
  seq: z.number().int(),
  /** The number of the first event that is kept; earlier ones were older than the workspace keeps them. */
  firstSeq: z.number().int().default(1),
});
export type RunView = z.infer<typeof RunView>;

/**
 * What the start page shows: what waits for the reader (the first few, and how many in all), the latest plans and runs, newest first, and
 * how many documents the workspace knows.
 */
export const HomeView = z.object({
  waiting: z.object({ items: z.array(WaitingRequest), total: z.number().int() }),
  plans: z.array(PlanSummary),
  runs: z.array(RunSummary),
  documents: z.number().int(),
});
export type HomeView = z.infer<typeof HomeView>;

/** One page of a list; `next` is the cursor of the following page, or null. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable(), total: z.number().int() });
export type Page<T> = { items: T[]; next: string | null; total: number };
