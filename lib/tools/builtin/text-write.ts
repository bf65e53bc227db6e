import { z } from "zod";
import { assembleText } from "../compose/assemble-text.ts";
import { defineTool, ToolError } from "../contract.ts";
import { TextOutput } from "../text/text-io.ts";
import { writeText } from "../text/write-text.ts";

const Input = z.object({
  brief: z.string().trim().min(1, "The brief is empty.").max(4_000).meta({
    title: "Brief",
    description: "What the text has to say.",
  }),
  topic: z.string().trim().min(1, "The topic is empty.").max(2_000).meta({
    title: "Topic",
    description: "What it is about.",
  }),
  audience: z.string().max(1_000).optional().meta({ title: "Audience", description: "Who it is for." }),
  material: z
    .array(z.unknown())
    .min(1, "There is no material.")
    .max(100)
    .meta({ title: "Material", description: "Outputs of earlier steps that the text is made from." }),
});

/** Makes a text from earlier results: the executor model writes it; without a model it is assembled, and labelled so. */
export const textWrite = defineTool({
  name: "text.write",
  title: "Write text",
  description:
    "Makes a text from earlier results: the executor model writes it, or, where none is connected, it is assembled from quoted sources and figures and says so.",
  input: Input,
  output: TextOutput,
  sideEffect: "read",
  timeoutSeconds: 300,
  typicalSeconds: 1,
  // What models cost is counted apart, by call.
  costMicros: 0,
  asks: { role: "executor", prompt: "step.write", outputTokens: { p50: 600, p90: 2_000 } },
  unavailable: () => null,
  run: async (args, context) => {
    context.signal.throwIfAborted();
    const access = await context.asking();
    if (access.models.has("executor")) return writeText(args, access, context);
    const { brief, topic, audience, material } = args;
    const output = assembleText({ brief, topic, audience: audience?.trim() || undefined, material });
    if (!output)
      throw new ToolError("nothing_found", "The material is empty, so there is nothing to make a text from.");
    const places = output.citations.length;
    return {
      output,
      summary: `Assembled from ${places} cited ${places === 1 ? "place" : "places"}, not written by a model.`,
    };
  },
});
