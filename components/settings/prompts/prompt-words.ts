import type { PromptName, PromptVersions } from "#lib/domain/prompt.ts";

/** What each prompt is called on screen, and what it is for in a sentence. */
export const PROMPT_WORDS: Record<PromptName, { title: string; what: string }> = {
  "plan.understand": {
    title: "Understand a goal",
    what: "Reads a goal before it is planned, and asks what would change the plan.",
  },
  "plan.draft": {
    title: "Draft a plan",
    what: "Breaks a goal into the steps of a plan, with their tools and dependencies.",
  },
  "plan.repair": {
    title: "Mend a draft",
    what: "Corrects a drafted plan in which the checks found faults.",
  },
  "plan.cheap": {
    title: "Candidate: cheap",
    what: "What a plan aims at that is drafted to be cheap, when plans are compared.",
  },
  "plan.fast": {
    title: "Candidate: fast",
    what: "What a plan aims at that is drafted to be fast, when plans are compared.",
  },
  "plan.careful": {
    title: "Candidate: careful",
    what: "What a plan aims at that is drafted to be safe, when plans are compared.",
  },
  "chat.edit": {
    title: "Edit by chat",
    what: "Turns what a person writes in the chat into changes of the plan.",
  },
  "replan.propose": {
    title: "Propose a replan",
    what: "Finds the smallest remedy when a run is in trouble or a person wants another course.",
  },
  "step.write": {
    title: "Write a text",
    what: "Writes one text of a larger work from a step's instruction and material.",
  },
  "step.extract": {
    title: "Extract fields",
    what: "Takes the fields that a step asks for out of a text.",
  },
  "step.fill": {
    title: "Fill in arguments",
    what: "Fills in what a plan left open, from the outputs of earlier steps.",
  },
  "step.check": {
    title: "Judge an output",
    what: "Judges whether an output meets the rubric of its done-condition.",
  },
};

/** A version in a few words. */
export function versionWords(number: number): string {
  return number === 0 ? "Built-in" : `Version ${number}`;
}

/** A version as a part of a sentence. */
export function versionPhrase(number: number): string {
  return number === 0 ? "the built-in text" : `version ${number}`;
}

/** Which prompts a run uses that the workspace wrote itself, each with its version; null when all are built in. */
export function ownPromptsText(versions: PromptVersions): string | null {
  const own = Object.entries(versions).filter(([, number]) => number > 0);
  if (own.length === 0) return null;
  return own.map(([name, number]) => `${PROMPT_WORDS[name as PromptName].title} ${number}`).join(", ");
}
