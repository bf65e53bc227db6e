import { z } from "zod";
import { Id, StepRunId } from "./ids.ts";
import { PlanGraph } from "./plan.ts";
import { ModelUse, RunStatus, SkipCause, StepRunStatus, WaitingFor } from "./run.ts";
import { SideEffect } from "./tool.ts";

/** What a link's address ends with: 256 random bits in base64url. */
export const ShareToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** How long a link holds at most. */
export const MOST_SHARE_DAYS = 90;
/** How many links of a plan, its runs included, may hold at the same time. */
export const MOST_SHARE_LINKS = 100;

/** A link as members see it. What it ends with is known to those who have it, and to nobody here. */
export const ShareLinkView = z.object({
  id: Id,
  versionNumber: z.number().int(),
  /** Null: it shows the plan's version. */
  runNumber: z.number().int().nullable(),
  showCosts: z.boolean(),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  revokedBy: z.string().nullable(),
  revokedAt: z.string().nullable(),
  opens: z.number().int(),
  lastOpenedAt: z.string().nullable(),
});
export type ShareLinkView = z.infer<typeof ShareLinkView>;

/** A tool as a reader outside sees it. */
export const SharedTool = z.object({ name: z.string(), title: z.string(), sideEffect: SideEffect });
export type SharedTool = z.infer<typeof SharedTool>;

/**
 * A step of a shared run. What the workspace's rules, people and other runs had to do with it is not in it; what it cost is only where
 * the link says so.
 */
export const SharedStep = z.object({
  stepId: StepRunId,
  status: StepRunStatus,
  attempt: z.number().int(),
  tool: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  summary: z.string().nullable(),
  hasOutput: z.boolean(),
  item: z.object({ of: StepRunId, index: z.number().int() }).nullable(),
  items: z.object({ total: z.number().int(), left: z.number().int() }).nullable(),
  skipCause: SkipCause.nullable(),
  costMicros: z.number().int(),
  model: ModelUse.nullable(),
});
export type SharedStep = z.infer<typeof SharedStep>;

/** A finished run as a link shows it. `costs` is null where they are not to be seen. */
export const SharedRun = z.object({
  number: z.number().int(),
  status: RunStatus,
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  stepsDone: z.number().int(),
  stepsTotal: z.number().int(),
  /** Whether all of its events are still kept, as playing it back takes. */
  whole: z.boolean(),
  costs: z
    .object({ micros: z.number().int(), unknown: z.boolean(), replans: ModelUse.nullable() })
    .nullable(),
  steps: z.array(SharedStep),
});
export type SharedRun = z.infer<typeof SharedRun>;

/**
 * A step of a shared run at some moment of it: also what it waited for then, and whether that came after a failure, of which no more is
 * said. Nor is what it gave then: a person may have put that right, or had it done again, since.
 */
export const SharedStepThen = SharedStep.omit({ summary: true }).extend({
  waitingFor: WaitingFor.nullable(),
  failed: z.boolean(),
});
export type SharedStepThen = z.infer<typeof SharedStepThen>;

/**
 * Something that happened in a shared run: what its timeline and its playback are made of, and nothing else. A run that moved to another
 * version tells where its steps stood then; steps and versions that the link does not show are not in it.
 */
export const SharedEvent = z.object({
  at: z.string(),
  body: z.discriminatedUnion("type", [
    z.object({
      type: z.literal("run.status"),
      status: RunStatus,
      startedAt: z.string().nullable(),
      finishedAt: z.string().nullable(),
    }),
    z.object({ type: z.literal("step.ready"), stepId: StepRunId }),
    z.object({ type: z.literal("step.started"), stepId: StepRunId, attempt: z.number().int() }),
    z.object({
      type: z.literal("step.done"),
      stepId: StepRunId,
      status: z.enum(["succeeded", "skipped"]),
      hasOutput: z.boolean(),
    }),
    z.object({ type: z.literal("step.changed"), step: SharedStepThen }),
    z.object({
      type: z.literal("tool.called"),
      stepId: StepRunId,
      attempt: z.number().int(),
      call: z.number().int(),
      tool: z.string(),
      status: z.enum(["started", "succeeded", "failed"]),
      costMicros: z.number().int(),
    }),
    z.object({ type: z.literal("step.asked"), stepId: StepRunId, use: ModelUse }),
  ]),
});
export type SharedEvent = z.infer<typeof SharedEvent>;

/**
 * A page of them, oldest first. `before`: what to ask for the page before this one by; null: there are none before it. `cut`: those that
 * were are deleted, since they were older than the workspace keeps them.
 */
export const SharedEventPage = z.object({
  events: z.array(SharedEvent),
  before: z.number().int().nullable(),
  cut: z.boolean(),
});
export type SharedEventPage = z.infer<typeof SharedEventPage>;

/**
 * All that a link shows: one version of a plan, or a finished run of it. It says nothing else of the workspace: no ids of its rows, no
 * members, no comments, no rules. What was written into the plan is in it as it was written, but for values of secrets and for arguments
 * that are a secret's name or an id.
 */
export const SharedView = z.object({
  title: z.string(),
  goal: z.string(),
  versionNumber: z.number().int(),
  expiresAt: z.string(),
  graph: PlanGraph,
  tools: z.array(SharedTool),
  run: SharedRun.nullable(),
});
export type SharedView = z.infer<typeof SharedView>;
