import type { Prompt } from "#lib/domain/prompt.ts";
import type { ModelMessage } from "#lib/models/port.ts";
import type { ChatRequest } from "./chat-request.ts";
import { slimSchema } from "../model/slim-schema.ts";

/** How much of each text of the plan a model is shown. */
const MOST_INSTRUCTION = 300;
const MOST_ARGUMENTS = 600;
/** Plans longer than this show only ids, titles, tools and dependencies. */
const MOST_DETAILED = 60;

/** What a model is told: the rules, the plan as data, what was said, and the message. */
export function chatPrompt(request: ChatRequest, { text: rules }: Prompt): ModelMessage[] {
  const { graph, tools, goal, earlier, message, today } = request;
  const detailed = graph.steps.length <= MOST_DETAILED;
  const steps = graph.steps.map((step) => ({
    id: step.id,
    title: step.title,
    tool: step.tool,
    waitsFor: graph.dependencies.flatMap(({ from, to }) => (to === step.id ? [from] : [])),
    ...(step.optional && { optional: true }),
    ...(detailed && {
      instruction: clip(step.instruction, MOST_INSTRUCTION),
      args: clip(JSON.stringify(step.args), MOST_ARGUMENTS),
    }),
  }));
  const equipment = tools.map(({ name, title, description, inputSchema, outputSchema, unavailable }) => ({
    name,
    title,
    description,
    input: slimSchema(inputSchema),
    output: slimSchema(outputSchema),
    ...(unavailable !== null && { unavailable }),
  }));
  const plan = [`Today is ${today}.`, `Goal: ${quoted(goal?.text ?? "unknown")}`, ...steps.map(quoted)].join(
    "\n",
  );
  return [
    {
      role: "system",
      text: `${rules}\n\nTools\n${equipment.map((tool) => JSON.stringify(tool)).join("\n")}`,
    },
    { role: "user", text: `<plan>\n${plan}\n</plan>` },
    { role: "assistant", text: "I have read the plan as data. What should change?" },
    ...earlier.map(({ role, text }): ModelMessage => ({
      role: role === "person" ? "user" : "assistant",
      text,
    })),
    { role: "user", text: message },
  ];
}

/** One line of JSON that cannot end the data early. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}...` : text;
}
