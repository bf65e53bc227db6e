/** Where a new step goes. Steps are named by words. */
export type Place =
  | { at: "before" | "after"; step: string }
  | { at: "between"; from: string; to: string }
  | { at: "start" }
  | { at: "end" };

/** One thing that a person asks for, as it was read; which steps the words name is looked up in a plan later. */
export type Instruction =
  | { verb: "add"; what: string; place: Place }
  /** `steps`: one step, or several joined by commas and "and". */
  | { verb: "remove"; steps: string }
  | { verb: "move"; step: string; where: "before" | "after"; other: string }
  | { verb: "rename"; step: string; title: string }
  /** `to` waits for `from`, or no longer does. */
  | { verb: "connect" | "disconnect"; from: string; to: string }
  | { verb: "use"; tool: string; step: string }
  | { verb: "optional"; steps: string; optional: boolean }
  /** Do without a tool wherever a step has another. */
  | { verb: "leave out"; tool: string };

/** A part of a message, and the instruction that it is; null when it is none. */
export type Part = { text: string; instruction: Instruction | null };

/** The instructions that are understood, as a person would write them; docs/chat-edits.md says the same at length. */
export const UNDERSTOOD = [
  "add X before Y",
  "add X after Y",
  "remove X",
  "rename X to Y",
  "move X after Y",
  "use TOOL for X",
  "connect X to Y",
  "disconnect X from Y",
  "make X optional",
  "skip web search",
] as const;
