import { z } from "zod";
import { Role } from "./actor.ts";
import { Finding } from "./finding.ts";
import { Id, StepRunId } from "./ids.ts";
import { Json, JsonObject } from "./json.ts";
import { Manifest } from "./manifest.ts";
import { PlanPatch } from "./patch.ts";
import { Author } from "./plan.ts";
import { ApprovalRule } from "./policy.ts";
import { Source } from "./provenance.ts";
import { OutputText } from "./run.ts";
import { SpendStop } from "./spend.ts";
import { SideEffect } from "./tool.ts";

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

/**
 * A question of a tool: its title and a form, a JSON Schema of an object. `otherwise`: the answer that counts when nobody gives one in
 * time; left out: then the step fails.
 */
export const AnswerRequest = z.object({
  kind: z.literal("answer"),
  title: z.string(),
  form: JsonObject,
  otherwise: JsonObject.optional(),
});
export type AnswerRequest = z.infer<typeof AnswerRequest>;

/** A spend cap to be raised, so that a call can be made; `what`: the name of its tool or model. */
export const SpendRequest = z.object({ kind: z.literal("spend"), stop: SpendStop, what: z.string() });
export type SpendRequest = z.infer<typeof SpendRequest>;

/** That a run of a plan may begin: with these steps, and with all that it may use. */
export const PlanRequest = z.object({
  kind: z.literal("plan"),
  versionNumber: z.number().int(),
  steps: z.array(z.object({ title: z.string(), tool: z.string() })),
  manifest: Manifest,
});
export type PlanRequest = z.infer<typeof PlanRequest>;

/**
 * That a run under way goes on by a changed plan: as a replan proposes, or as a member has edited it (`replanId` is null). `by`: whose wish it
 * is; `changes`: what it does to the plan, `again`: what is done again with it, and `needs`: what it needs beyond what the run was approved
 * for, each in words.
 */
export const ChangeRequest = z.object({
  kind: z.literal("change"),
  replanId: Id.nullable(),
  by: z.string(),
  changes: z.array(z.string()),
  again: z.array(z.string()),
  needs: z.array(z.string()),
});
export type ChangeRequest = z.infer<typeof ChangeRequest>;

/** A member's edit of a run, which changed the version that the run went by then. */
export const RunEdit = z.object({ baseVersion: z.number().int(), patch: PlanPatch, author: Author });
export type RunEdit = z.infer<typeof RunEdit>;

/**
 * What is approved of a replan: `chosen`: places of the changes (null: all of it); `accepts`: what was seen that it needs beyond what the run
 * was approved for. It stands where a call has its edited arguments.
 */
export const ReplanVote = z.object({
  chosen: z.array(z.number().int().min(0)).nullable().default(null),
  accepts: z.array(z.string().max(400)).max(500).default([]),
});
export type ReplanVote = z.infer<typeof ReplanVote>;

/** Most JSON text of an output that its request carries for people to see; a longer one is read by pieces. */
export const MOST_SHOWN_OUTPUT = 100_000;

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

/**
 * What is asked of a person: that a call may be made, an answer that a tool needs, whether an output may go on, that a spend cap is raised,
 * that a run may begin, or that it goes on by a changed plan.
 */
export const ApprovalRequest = z.discriminatedUnion("kind", [
  CallRequest,
  AnswerRequest,
  OutputRequest,
  SpendRequest,
  PlanRequest,
  ChangeRequest,
]);
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/**
 * A request with what it is bound to: `hash` is that of the step's definition, the literal arguments and the tool's version (of a plan: of
 * all its steps and what they may use); when any of them changes, an approval of the old one does not hold for the new one. `member`: the
 * only one who is asked; `edit`: what is done when a member's change of a run is approved.
 */
export type NewApproval = {
  request: ApprovalRequest;
  hash: string;
  terms: ApprovalTerms;
  member?: Id;
  edit?: RunEdit;
};

/** A member's vote. */
export const ApprovalVote = z.object({ userId: Id, name: z.string(), at: z.string() });
export type ApprovalVote = z.infer<typeof ApprovalVote>;

/** A member by id and name. */
export const NamedMember = z.object({ userId: Id, name: z.string() });
export type NamedMember = z.infer<typeof NamedMember>;

/** A member who may be handed a request. */
export const Decider = NamedMember.extend({ role: Role });
export type Decider = z.infer<typeof Decider>;

/** Whose decision a request waits for. */
type Waiting = { terms: ApprovalTerms; delegatedTo: string | null; startedBy: string };

/** Whether the terms name a member: those may decide, and may hand a request to somebody else or take it back. */
export function areNamed(
  { terms, startedBy }: Omit<Waiting, "delegatedTo">,
  { userId, role }: { userId: string; role: Role },
): boolean {
  return terms.roles.includes(role) && !(terms.notTheStarter && startedBy === userId);
}

/** Whether a member may decide about a request: the one it was handed to and nobody else, or whoever the terms name. */
export function mayDecide(request: Waiting, by: { userId: string; role: Role }): boolean {
  return request.delegatedTo === null ? areNamed(request, by) : request.delegatedTo === by.userId;
}

/** What the one who looks at a request may do about it. `handOn`: hand it to somebody else, or take it back. */
export const ApprovalRights = z.object({ decide: z.boolean(), handOn: z.boolean(), toYou: z.boolean() });
export type ApprovalRights = z.infer<typeof ApprovalRights>;

/** A request as inbox and run page show it. */
export const ApprovalView = z.object({
  id: Id,
  status: ApprovalStatus,
  runId: Id,
  runNumber: z.number().int(),
  planTitle: z.string(),
  /** Null when it is about the run's whole plan, or a change of it. */
  stepId: StepRunId.nullable(),
  stepTitle: z.string(),
  instruction: z.string(),
  request: ApprovalRequest,
  terms: ApprovalTerms,
  votes: z.array(ApprovalVote),
  /** Whom it was handed to; null: whoever may. */
  delegatedTo: NamedMember.nullable(),
  delegatedBy: z.string().nullable(),
  rights: ApprovalRights,
  /** How often those who may decide were reminded, and when last. */
  reminders: z.number().int(),
  remindedAt: z.string().nullable(),
  /** Arguments that a reviewer put in the place of those asked for; of a replan a ReplanVote; of an output its new words as `output`. */
  editedArgs: JsonObject.nullable(),
  /**
   * The first piece of what is handed on when the output is approved, where that is too large to be shown at once: what the step gave, or,
   * where there are `editedArgs`, what a reviewer wrote, whose `output` is null then.
   */
  large: OutputText.nullable().default(null),
  /** What was answered; null for other requests, and until then. */
  answer: JsonObject.nullable(),
  /** What the run has cost so far, tools and models, in millionths of a dollar. */
  costMicros: z.number().int(),
  createdAt: z.string(),
  expiresAt: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  reason: z.string().nullable(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;
