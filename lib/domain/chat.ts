import { z } from "zod";
import { Id } from "./ids.ts";
import { PlanPatch } from "./patch.ts";
import { Author } from "./plan.ts";
import { ModelUse } from "./run.ts";

/** How many changes one proposal may hold. */
export const MOST_CHANGES = 200;

/**
 * One change of a proposal (an answer to a message, or a replan), which a person accepts or leaves out as a whole.
 * - `words`: what it does, a phrase for a person; `also`: what follows from it for other steps.
 * - `quote`: the words of the message that ask for it, where a model read them; else null.
 * - `operations`: apply in order, after those of all changes before it; `chooseChanges` fits them to a part of the changes.
 * - `needs`: places (from 0) of earlier changes without which it does not fit.
 */
export const ChatChange = z.object({
  words: z.string(),
  also: z.array(z.string()),
  quote: z.string().nullable(),
  operations: PlanPatch,
  needs: z.array(z.number().int().min(0)),
});
export type ChatChange = z.infer<typeof ChatChange>;

/**
 * What became of a message to the planner. working: it is being read; proposed: changes wait for a decision; accepted (whole or in
 * part), rejected; void: the plan moved on, or another proposal took its place; answered: there is nothing to change, or it was not
 * understood; failed: nobody could answer.
 */
export const ChatStatus = z.enum([
  "working",
  "proposed",
  "accepted",
  "rejected",
  "void",
  "answered",
  "failed",
]);
export type ChatStatus = z.infer<typeof ChatStatus>;

/** One message of a plan's conversation, as it is shown. */
export const ChatMessage = z.discriminatedUnion("role", [
  z.object({ role: z.literal("person"), id: Id, text: z.string(), author: Author, createdAt: z.string() }),
  z.object({
    role: z.literal("planner"),
    id: Id,
    text: z.string(),
    status: ChatStatus,
    /** Why it is void or what came with accepting it; null when there is nothing to say. */
    outcome: z.string().nullable(),
    changes: z.array(ChatChange).max(MOST_CHANGES),
    /** Places of the changes that were accepted. */
    accepted: z.array(z.number().int().min(0)),
    /** Who answered: the built-in grammar, or a model by its name; null while it is being read. */
    answeredBy: z.string().nullable(),
    /** What asking models for it took; null when none was asked. */
    use: ModelUse.nullable().default(null),
    /** The thread of comments that accepting it resolves; null when it is about none. */
    threadId: Id.nullable().default(null),
    /** Who accepted or rejected it. */
    decidedBy: z.string().nullable(),
    createdAt: z.string(),
  }),
]);
export type ChatMessage = z.infer<typeof ChatMessage>;
export type PlannerMessage = Extract<ChatMessage, { role: "planner" }>;

/** Messages of a plan, oldest first, whether there are earlier ones, and where the plan's topic stood (`seq`). */
export const ChatView = z.object({
  messages: z.array(ChatMessage),
  earlier: z.boolean(),
  seq: z.number().int(),
});
export type ChatView = z.infer<typeof ChatView>;

/** Under which key accepting a message changes the draft; once, however often it is accepted. */
export const chatPatchKey = (messageId: Id): string => `chat:${messageId}`;
