import { z } from "zod";

/**
 * The instructions that models are given, by what they are for. What they work on (goal, tools, steps, documents) and the shape of
 * the answer are added by the code that asks; a prompt is only how to go about it.
 */
export const PromptName = z.enum([
  "plan.understand",
  "plan.draft",
  "plan.repair",
  "chat.edit",
  "replan.propose",
  "step.write",
  "step.fill",
  "step.check",
]);
export type PromptName = z.infer<typeof PromptName>;

/** Which version of each prompt is used: 0 the built-in one, from 1 on those that the workspace wrote. */
export const PromptVersions = z.partialRecord(PromptName, z.number().int().min(0));
export type PromptVersions = z.infer<typeof PromptVersions>;

/** A prompt as it is used: its text, and which version that is. */
export type Prompt = { name: PromptName; version: number; text: string };
