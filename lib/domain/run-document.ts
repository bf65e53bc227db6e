import { z } from "zod";
import { EventBody } from "./event.ts";
import { Json } from "./json.ts";
import { PinnedModels } from "./model.ts";
import { PlanGraph } from "./plan.ts";
import { PromptVersions } from "./prompt.ts";
import { AttemptView, ModelCallView, OutputFile, RunStatus, StepRunView, ToolCallView } from "./run.ts";

/** An output whose JSON text is longer is named in an exported run, not contained. */
export const MOST_EXPORTED_BYTES = 64_000_000;

/** How many events of a run its document has at most: the first ones. */
export const MOST_EXPORTED_EVENTS = 200_000;

/** Why an output is not in the document: how large it is, and whether that is the reason, or that it was deleted for its age. */
export const LeftOut = z.object({ bytes: z.number().int(), why: z.enum(["too_large", "deleted"]) });
export type LeftOut = z.infer<typeof LeftOut>;

/**
 * One step of an exported run. `output` is null where there is none, and where `outputLeft` says why it is not here; files in it are
 * named, unless it is over 256 kB and so stands here as it is kept, with values of secrets hidden. Arguments and results over 256 kB are
 * named in words.
 */
export const ExportedStep = StepRunView.extend({
  input: Json.nullable(),
  files: z.array(OutputFile),
  attempts: z.array(AttemptView.omit({ workerId: true })),
  toolCalls: z.array(ToolCallView.omit({ stepId: true })),
  modelCalls: z.array(ModelCallView),
  outputLeft: LeftOut.nullable(),
  output: Json.nullable(),
});
export type ExportedStep = z.infer<typeof ExportedStep>;

/** An event of an exported run: its number, from 1 without gaps, when it was told (ISO), and what it tells. */
export const ExportedEvent = z.object({ seq: z.number().int(), at: z.string(), body: EventBody });

/**
 * A run as a file: everything that is kept of it, as it is kept, with what the workspace's policy hides hidden. Version 1. Parts come
 * in this order, so that a reader of a large one can take it piece by piece. Values are JSON's own, money is in millionths of a
 * dollar, times are ISO 8601 in UTC. `eventsLeft`: how many events more there were when it was written, which it does not have.
 */
export const RunDocument = z.object({
  format: z.literal("planwright.run"),
  version: z.literal(1),
  exportedAt: z.string(),
  plan: z.object({ title: z.string(), goal: z.string(), version: z.number().int(), graph: PlanGraph }),
  run: z.object({
    number: z.number().int(),
    status: RunStatus,
    reason: z.string().nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    stepsDone: z.number().int(),
    stepsTotal: z.number().int(),
    costMicros: z.number().int(),
    costUnknown: z.boolean(),
    firstVersion: z.number().int().nullable(),
    promptVersions: PromptVersions,
    models: PinnedModels,
  }),
  steps: z.array(ExportedStep),
  events: z.array(ExportedEvent),
  eventsLeft: z.number().int(),
});
export type RunDocument = z.infer<typeof RunDocument>;
