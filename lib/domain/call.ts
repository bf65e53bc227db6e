import { z } from "zod";
import { ApprovalTerms } from "./approval.ts";
import { Id } from "./ids.ts";
import { Json, JsonObject } from "./json.ts";
import type { Reused, StepError } from "./run.ts";
import type { SpendStop } from "./spend.ts";
import type { SideEffect } from "./tool.ts";

/**
 * What a call waits for: a moment (ISO); a person's answer to a form, described by a JSON Schema of an object; the end of another run of
 * the workspace. Of an answer:
 * - `terms`: who may give it and until when; left out: whoever may decide, within the usual time;
 * - `member`: the one member who is asked, by id; left out: all of them;
 * - `otherwise`: what counts as the answer when nobody gives one in time; left out: then the step fails.
 */
export const Awaited = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("until"), at: z.iso.datetime() }),
  z.object({
    kind: z.literal("answer"),
    title: z.string(),
    form: JsonObject,
    terms: ApprovalTerms.optional(),
    member: Id.optional(),
    otherwise: JsonObject.optional(),
  }),
  z.object({ kind: z.literal("run"), runId: Id }),
]);
export type Awaited = z.infer<typeof Awaited>;

/**
 * A call that ended without a result because it waits: `call` is 0 for the step's own tool, 1 and up for its fallbacks; `state` is
 * what the tool goes on from; `answer` what came meanwhile (null until then, and where nothing but time had to pass); `costMicros` what it
 * cost, if anything.
 */
export const ParkedCall = z.object({
  call: z.number().int().min(0),
  tool: z.string(),
  awaits: Awaited,
  state: Json,
  answer: Json.default(null),
  costMicros: z.number().int().min(0).optional(),
});
export type ParkedCall = z.infer<typeof ParkedCall>;

/** A tool call about to be made. `call`: 0 for the step's own tool, 1 and up for its fallbacks. */
export type NewCall = {
  call: number;
  tool: string;
  toolVersion: string;
  sideEffect: SideEffect;
  args: JsonObject;
};

/** How a call ended, as it is recorded. */
export type CallOutcome =
  | { status: "succeeded"; output: Json; summary: string; costMicros: number }
  | { status: "failed"; error: StepError };

/**
 * Make the call now (`mostMillis`: within so much time, where a spend cap leaves only that), or take the outcome that an attempt lost with
 * its worker had already recorded, or do not make it because a spend cap has no room for it.
 */
export type CallStart =
  | { kind: "make"; callId: string; idempotencyKey: string; mostMillis?: number }
  | { kind: "recorded"; outcome: CallOutcome }
  | { kind: "capped"; stop: SpendStop };

/** What a call may take at most. `micros`: null when nobody knows. */
export type CallBound = { micros: number | null; seconds: number };

/**
 * A call whose end is recorded in the same transaction as the end of its attempt: `begun` was recorded before it was made and
 * succeeded (its result is the step's output); `local` reached nothing outside, so nothing had to be recorded before it.
 */
export type EndedCall =
  | ({ kind: "begun"; callId: string; summary: string; costMicros: number } & Pick<NewCall, "call" | "tool">)
  | ({ kind: "local"; outcome: CallOutcome } & NewCall);

/** What a step gave. `calls`: those whose end is recorded together with the step's. */
export type StepSuccess = {
  kind: "succeeded";
  output: Json;
  /** One line about the output. */
  summary: string;
  notes: string[];
  calls: EndedCall[];
  /** Hash of definition, tool version and inputs; null when the result must never be reused. */
  resultKey: string | null;
  reused: Reused | null;
};
