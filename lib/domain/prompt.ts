import { z } from "zod";
import { Finding } from "./finding.ts";
import { StepId } from "./ids.ts";
import { ModelSpend } from "./model.ts";
import { Author } from "./plan.ts";
import { prose } from "./text.ts";

/**
 * The instructions that models are given, by what they are for. What they work on (goal, tools, steps, documents) and the shape of
 * the answer are added by the code that asks; a prompt is only how to go about it.
 */
export const PromptName = z.enum([
  "plan.understand",
  "plan.draft",
  "plan.repair",
  "plan.cheap",
  "plan.fast",
  "plan.careful",
  "chat.edit",
  "replan.propose",
  "step.write",
  "step.extract",
  "step.fill",
  "step.check",
]);
export type PromptName = z.infer<typeof PromptName>;

/** Which version of each prompt is used: 0 the built-in one, from 1 on those that the workspace wrote. */
export const PromptVersions = z.partialRecord(PromptName, z.number().int().min(0));
export type PromptVersions = z.infer<typeof PromptVersions>;

/** By which hash the text is kept that a built-in prompt had when a run was started. */
export const PromptTexts = z.partialRecord(PromptName, z.string());
export type PromptTexts = z.infer<typeof PromptTexts>;

/** A prompt as it is used: its text, and which version that is. */
export type Prompt = { name: PromptName; version: number; text: string };

/** A prompt's text as a person writes it: line breaks in one way only, so that the same text is the same everywhere. */
export const PromptText = prose("The text", 20_000)
  .refine((text) => text.trim() !== "", "The text is empty.")
  .transform((text) => text.replace(/\r\n?/g, "\n"));

/** What a version changes, in a few words; may be empty. */
export const PromptNote = prose("The note", 200).transform((note) => note.trim());

/** One version of a prompt. Of the built-in one (number 0) nobody is the author, and no time is known. */
export const PromptVersion = z.object({
  number: z.number().int().min(0),
  text: z.string(),
  note: z.string(),
  author: Author.nullable(),
  createdAt: z.string().nullable(),
});
export type PromptVersion = z.infer<typeof PromptVersion>;

/** Who did something to a prompt last, and when (ISO). */
export const PromptChange = z.object({ author: Author, at: z.string() });
export type PromptChange = z.infer<typeof PromptChange>;

/** What the list of prompts shows of one. `versions` counts those that the workspace wrote. */
export const PromptSummary = z.object({
  name: PromptName,
  active: z.number().int().min(0),
  versions: z.number().int().min(0),
  /** The latest saving or activating; null when nobody has done either. */
  lastChange: PromptChange.nullable(),
});
export type PromptSummary = z.infer<typeof PromptSummary>;

/** A prompt with its versions, newest first: a part of them, and the built-in and active ones whatever the part. */
export const PromptDetail = z.object({
  name: PromptName,
  active: z.number().int().min(0),
  /** Who made the active one active, and when; null when nobody ever chose one. */
  activated: PromptChange.nullable(),
  latest: z.number().int().min(0),
  versions: z.array(PromptVersion),
  /** Whether newer versions than those of this part are left out. */
  hasNewer: z.boolean(),
  /** The number below which the next older part begins; null when there is none. */
  older: z.number().int().nullable(),
});
export type PromptDetail = z.infer<typeof PromptDetail>;

/** The prompts that can be tried: those of the planner against a goal, and the chat's against a message and a plan. */
export const TriablePrompt = PromptName.extract([
  "plan.understand",
  "plan.draft",
  "plan.repair",
  "chat.edit",
]);
export type TriablePrompt = z.infer<typeof TriablePrompt>;

/** A step as a trial shows it: which tool does it, and the ids of the steps it depends on. */
export const TriedStep = z.object({
  id: StepId,
  title: z.string(),
  tool: z.string(),
  dependsOn: z.array(StepId),
});
export type TriedStep = z.infer<typeof TriedStep>;

/** What the planner makes of a goal, or of a plan, with a prompt that is tried: nothing of it is kept. */
export const TriedPlan = z.object({
  steps: z.array(TriedStep),
  findings: z.array(Finding),
  /** What the model says to it, where it answers a message. */
  said: z.string().nullable().default(null),
  spend: ModelSpend,
  /** Which model answered, by the names of its connection and its own. */
  model: z.string(),
  seconds: z.number(),
});
export type TriedPlan = z.infer<typeof TriedPlan>;

/** A trial beside the steps that the plan has at present. */
export const PromptTrial = z.object({ tried: TriedPlan, present: z.array(TriedStep) });
export type PromptTrial = z.infer<typeof PromptTrial>;
