import { z } from "zod";
import { Id, StepId, StepRunId } from "./ids.ts";
import { Json } from "./json.ts";
import { SideEffect } from "./tool.ts";

export const RunStatus = z.enum([
  "queued",
  "running",
  "pausing",
  "paused",
  "needs_attention",
  "aborting",
  "succeeded",
  "failed",
  "aborted",
]);
export type RunStatus = z.infer<typeof RunStatus>;

/**
 * What a waiting step waits for: `timer` its next try, or the time until which its tool waits; `decision` a person, who must settle
 * an unknown outcome; `items` the items of a map; `approval` a person, who must approve a call before it is made, or that a call of an
 * aborted run is undone; `answer` a person, whom its tool asks something; `run` the end of a run that its tool started; `spend` a
 * spend cap to be raised.
 */
export const WaitingFor = z.enum(["timer", "decision", "items", "approval", "answer", "run", "spend"]);
export type WaitingFor = z.infer<typeof WaitingFor>;

/** What a run that stands still waits for, when a person's answer is all that it needs: its plan's approval is one too. */
export const RunWait = z.enum(["approval", "answer", "spend"]);
export type RunWait = z.infer<typeof RunWait>;

/**
 * How much in a run waits for a person, by kind, also while the rest of it goes on; what the runs below it wait for counts with it.
 * `decision`: steps of which nobody knows how they ended; `replan`: a proposal to accept or reject.
 */
export const RunNeeds = z.object({
  approval: z.number().int(),
  answer: z.number().int(),
  spend: z.number().int(),
  decision: z.number().int(),
  replan: z.number().int(),
});
export type RunNeeds = z.infer<typeof RunNeeds>;

/**
 * Why a step was skipped: `condition` (its own did not hold, or all it depends on was skipped for that reason), `person`,
 * `optional` (it failed and may), `declined` (a person did not want a call undone).
 */
export const SkipCause = z.enum(["condition", "person", "optional", "declined"]);
export type SkipCause = z.infer<typeof SkipCause>;

export const StepRunStatus = z.enum([
  "blocked",
  "ready",
  "running",
  "waiting",
  "succeeded",
  "failed",
  "skipped",
  "cancelled",
]);
export type StepRunStatus = z.infer<typeof StepRunStatus>;

/** `parked`: it ended without a result because it waits for something, and the next attempt goes on from there. */
export const AttemptStatus = z.enum([
  "running",
  "succeeded",
  "failed",
  "lost",
  "cancelled",
  "unknown",
  "parked",
]);
export type AttemptStatus = z.infer<typeof AttemptStatus>;

/** Why a step or call failed: a stable code, a sentence for a person, and whether repeating may help, and not before when. */
export const StepError = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  retryAfterSeconds: z.number().min(0).optional(),
  /** True when the message may repeat what somebody outside wrote (a server's answer, another program's). */
  outside: z.boolean().optional(),
});
export type StepError = z.infer<typeof StepError>;

/** An earlier run's result of the same step with the same definition, tool version and inputs, taken over, and what that saved. */
export const Reused = z.object({ runId: Id, savedSeconds: z.number(), savedMicros: z.number().int() });
export type Reused = z.infer<typeof Reused>;

/** What asking models took in a step, all attempts together. `costUnknown`: some of it has no known price. */
export const ModelUse = z.object({
  tokens: z.number().int(),
  costMicros: z.number().int(),
  costUnknown: z.boolean(),
});
export type ModelUse = z.infer<typeof ModelUse>;

/** What was counted of one request or several, as a use. A cost that nobody knows is null. */
export function modelUse(counted: {
  inputTokens: number | null;
  outputTokens: number | null;
  costMicros: number | bigint | null;
}): ModelUse {
  return {
    tokens: (counted.inputTokens ?? 0) + (counted.outputTokens ?? 0),
    costMicros: Number(counted.costMicros ?? 0),
    costUnknown: counted.costMicros === null,
  };
}

/**
 * A step within a run, as shown on the node. Small: outputs are fetched apart, and the database's step_view leaves out what is
 * as its default says, because every change of a step is kept as an event.
 */
export const StepRunView = z.object({
  stepId: StepRunId,
  status: StepRunStatus,
  /** Number of the latest attempt, 0 before the first. */
  attempt: z.number().int(),
  /** Tool that is or was last used, which differs from the step's own after a fallback. */
  tool: z.string().nullable().default(null),
  /** Index of the fallback in use (0-based), null while the step's own tool is. */
  fallback: z.number().int().nullable().default(null),
  waitingFor: WaitingFor.nullable().default(null),
  /** When a waiting-for-timer or backing-off step goes on; ISO. */
  wakeAt: z.string().nullable().default(null),
  /** When the latest attempt began; null while it waits for the next one, and when a person's decision ended it. */
  startedAt: z.string().nullable().default(null),
  finishedAt: z.string().nullable().default(null),
  error: StepError.nullable().default(null),
  /** Plain sentences about what happened: "Knowledge search found nothing; tried web search." */
  notes: z.array(z.string()).default([]),
  /** What its tools cost; what models cost is in `model`, which the database's step_view leaves to its readers. */
  costMicros: z.number().int().default(0),
  model: ModelUse.nullable().default(null),
  /** One line of the output, or null. */
  summary: z.string().nullable().default(null),
  hasOutput: z.boolean().default(false),
  /** Of an item of a map: the map's step and its place in the list, from 0. */
  item: z.object({ of: StepId, index: z.number().int() }).nullable().default(null),
  /** Of a map that has begun: how many items there are, and how many are not done. */
  items: z.object({ total: z.number().int(), left: z.number().int() }).nullable().default(null),
  skipCause: SkipCause.nullable().default(null),
  /** True when what it read was corrected after it had read it. */
  stale: z.boolean().default(false),
  /** True when the latest attempt has taken longer than it should. */
  slow: z.boolean().default(false),
  /** Who put its output right by hand, and when (ISO). */
  corrected: z.object({ by: z.string(), at: z.string() }).nullable().default(null),
  reused: Reused.nullable().default(null),
  /** Of a step that undoes a call of an aborted run: that call, and what undoing does in a sentence. */
  undoes: z.object({ callId: Id, stepId: StepRunId, says: z.string() }).nullable().default(null),
});
export type StepRunView = z.infer<typeof StepRunView>;

/** How the summary of an output begins that a person put right; their name follows, also where another run takes it over. */
export const PUT_RIGHT_BY = "Put right by ";

/** A file that a step made, by name; its content comes from the download route. */
export const OutputFile = z.object({ name: z.string(), mediaType: z.string(), bytes: z.number().int() });
export type OutputFile = z.infer<typeof OutputFile>;

export const AttemptView = z.object({
  attempt: z.number().int(),
  status: AttemptStatus,
  workerId: z.string().nullable(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  error: StepError.nullable(),
});
export type AttemptView = z.infer<typeof AttemptView>;

export const ToolCallView = z.object({
  id: Id,
  stepId: StepRunId,
  attempt: z.number().int(),
  call: z.number().int(),
  tool: z.string(),
  toolVersion: z.string(),
  sideEffect: SideEffect,
  /** `parked`: it waits for something; the attempt that goes on with it records it anew. */
  status: z.enum(["started", "succeeded", "failed", "parked"]),
  args: Json,
  result: Json.nullable(),
  error: StepError.nullable(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  costMicros: z.number().int(),
});
export type ToolCallView = z.infer<typeof ToolCallView>;

/** One request to a model for a step: what for (the prompt's name), which model, what it took; `failure`: why it did not answer. */
export const ModelCallView = z.object({
  id: Id,
  purpose: z.string(),
  provider: z.string(),
  model: z.string(),
  use: ModelUse,
  failure: z.string().nullable(),
  seconds: z.number(),
});
export type ModelCallView = z.infer<typeof ModelCallView>;

/**
 * A piece of the JSON text of an output that is too large to be shown at once: how large that is, and where the next piece begins
 * (null after the last). `text` is null when it was deleted because it was older than the workspace keeps it.
 */
export const OutputText = z.object({
  bytes: z.number().int(),
  /** The length of the text, in which offsets count. */
  chars: z.number().int(),
  text: z.string().nullable(),
  next: z.number().int().nullable(),
});
export type OutputText = z.infer<typeof OutputText>;

/** A run as a link from the one that it belongs to, or from the step that started it. */
export const RunLink = z.object({
  runId: Id,
  number: z.number().int(),
  planTitle: z.string(),
  status: RunStatus,
  waitsFor: RunWait.nullable().default(null),
});
export type RunLink = z.infer<typeof RunLink>;

/** A run that goes on below another. `waits`: why it does not go on by itself, in a sentence; `seq`: where its events stand. */
export const RunBelow = RunLink.extend({ waits: z.string().nullable(), seq: z.number().int() });
export type RunBelow = z.infer<typeof RunBelow>;

/** Everything of one step in a run, fetched when a person opens it. */
export const StepRunDetail = z.object({
  step: StepRunView,
  /** The runs that it started as a part of itself, the latest first. */
  children: z.array(RunLink).default([]),
  /** Resolved arguments of the latest attempt, or null before it. */
  input: Json.nullable(),
  output: Json.nullable(),
  /** Instead of a large output, which is null here, the first piece of it. */
  large: OutputText.nullable(),
  files: z.array(OutputFile),
  attempts: z.array(AttemptView),
  toolCalls: z.array(ToolCallView),
  /** The latest requests to models, in order. */
  modelCalls: z.array(ModelCallView),
});
export type StepRunDetail = z.infer<typeof StepRunDetail>;
