import { z } from "zod";
import { Finding } from "./finding.ts";
import { Id, StepRunId } from "./ids.ts";
import { Json, JsonObject } from "./json.ts";
import { ApprovalRule } from "./policy.ts";
import { Source } from "./provenance.ts";
import { SideEffect } from "./tool.ts";

/** What is asked of a person: that a call may be made, an answer that a tool needs, or whether an output may go on. */
export const ApprovalKind = z.enum(["call", "answer", "output"]);
export type ApprovalKind = z.infer<typeof ApprovalKind>;

/**
 * How a request stands. `void`: what it was about is not there any more or has changed; `expired`: nobody decided in time, which counts
 * as refused.
 */
export const ApprovalStatus = z.enum(["pending", "approved", "answered", "refused", "expired", "void"]);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

/** Who must approve how, as the policy said when it was asked. */
export const ApprovalTerms = ApprovalRule.omit({ subject: true, tools: true });
export type ApprovalTerms = z.infer<typeof ApprovalTerms>;

/** A call as a person decides about it: everything literal. */
export const CallRequest = z.object({
  kind: z.literal("call"),
  call: z.number().int().min(0),
  tool: z.string(),
  toolTitle: z.string(),
  toolVersion: z.string(),
  sideEffect: SideEffect,
  args: JsonObject,
  findings: z.array(Finding),
  /** Arguments in which something came from outside. */
  marked: z.array(z.object({ name: z.string(), sources: z.array(Source) })),
});
export type CallRequest = z.infer<typeof CallRequest>;

/** A question of a tool: its title and a form, a JSON Schema of an object. */
export const AnswerRequest = z.object({ kind: z.literal("answer"), title: z.string(), form: JsonObject });
export type AnswerRequest = z.infer<typeof AnswerRequest>;

/**
 * An output that did not pass the workspace's checks, and what they found. `output`: as a person sees it, files without their contents;
 * null: it is too large to be shown here.
 */
export const OutputRequest = z.object({
  kind: z.literal("output"),
  tool: z.string(),
  toolTitle: z.string(),
  summary: z.string(),
  findings: z.array(Finding),
  output: Json,
});
export type OutputRequest = z.infer<typeof OutputRequest>;

export const ApprovalRequest = z.discriminatedUnion("kind", [CallRequest, AnswerRequest, OutputRequest]);
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/**
 * A request with what it is bound to: `hash` is that of the step's definition, the literal arguments and the tool's version; when any of
 * them changes, an approval of the old one does not hold for the new one.
 */
export type NewApproval = { request: ApprovalRequest; hash: string; terms: ApprovalTerms };

/** Calls that need no further approval in a run: of this tool, whose arguments have these values. */
export const Allowance = z.object({ tool: z.string().max(100), args: JsonObject });
export type Allowance = z.infer<typeof Allowance>;

/** Whether an allowance covers a call with these literal arguments. */
export function allowanceCovers(
  allowance: Allowance,
  tool: string,
  args: JsonObject,
  same: (a: Json, b: Json) => boolean,
): boolean {
  return (
    allowance.tool === tool &&
    Object.entries(allowance.args).every(
      ([name, value]) => Object.hasOwn(args, name) && same(args[name] ?? null, value),
    )
  );
}

/** A member's vote. */
export const ApprovalVote = z.object({ userId: Id, name: z.string(), at: z.string() });
export type ApprovalVote = z.infer<typeof ApprovalVote>;

/** A request as inbox and run page show it. */
export const ApprovalView = z.object({
  id: Id,
  status: ApprovalStatus,
  runId: Id,
  runNumber: z.number().int(),
  planTitle: z.string(),
  stepId: StepRunId,
  stepTitle: z.string(),
  instruction: z.string(),
  request: ApprovalRequest,
  terms: ApprovalTerms,
  votes: z.array(ApprovalVote),
  /** Whom it was handed to; null: whoever may. */
  delegatedTo: z.object({ userId: Id, name: z.string() }).nullable(),
  /** Arguments that a reviewer put in the place of those asked for. */
  editedArgs: JsonObject.nullable(),
  /** What the run has cost so far, tools and models, in millionths of a dollar. */
  costMicros: z.number().int(),
  createdAt: z.string(),
  expiresAt: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  reason: z.string().nullable(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;
