import { z } from "zod";
import { assembleText } from "../compose/assemble-text.ts";
import { defineTool, ToolError } from "../contract.ts";
import { TextOutput } from "../text/text-io.ts";

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

/** Makes a text from earlier results. Without a model it is assembled, and labelled so. */
export const textWrite = defineTool({
  name: "text.write",
  title: "Write text",
  description:
    "Makes a text from earlier results. No model is connected: it is assembled from quoted sources and figures, and says so.",
  input: Input,
  output: TextOutput,
  sideEffect: "read",
  local: true,
  timeoutSeconds: 120,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: async (args, { signal }) => {
    signal.throwIfAborted();
    const { brief, topic, audience, material } = args;
    const output = assembleText({ brief, topic, audience: audience?.trim() || undefined, material });
    if (!output)
      throw new ToolError("nothing_found", "The material is empty, so there is nothing to make a text from.");
    const places = output.citations.length;
    return Promise.resolve({
      output,
      summary: `Assembled from ${places} cited ${places === 1 ? "place" : "places"}, not written by a model.`,
    });
  },
});
