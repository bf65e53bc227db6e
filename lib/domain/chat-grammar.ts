/** What the built-in grammar understands, as the chat panel and docs/chat-edits.md show it: the form, and an example. */
export const CHAT_GRAMMAR = [
  { form: "add X before Y", example: "add a competitor analysis before the content plan" },
  { form: "add X after Y", example: "insert a legal check after the copy" },
  { form: "add X between Y and Z", example: "add a review between the copy and the launch" },
  { form: "add X at the start, at the end", example: "add a summary at the end" },
  { form: "remove X, remove X and Y", example: "drop the podcast and the newsletter" },
  { form: "move X before Y, after Y", example: "move the budget after the copy" },
  { form: "rename X to Y", example: "rename the copy to “Write the messages”" },
  { form: "connect X to Y, let Y wait for X", example: "the launch should wait for the legal check" },
  { form: "disconnect X from Y", example: "the copy no longer depends on the research" },
  { form: "make X optional, required", example: "make the podcast optional" },
  { form: "use TOOL for X, skip web search", example: "use web search for the research" },
] as const;
