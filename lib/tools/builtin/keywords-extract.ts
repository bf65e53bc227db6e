import { z } from "zod";
import { defineTool, ToolError } from "../contract.ts";
import { extractKeywords } from "../keywords/extract-keywords.ts";
import { KeywordsOutput } from "../keywords/keywords-io.ts";

const Input = z.object({
  passages: z
    .array(
      z.object({
        document: z.string(),
        line: z.number().int(),
        page: z.number().int().nullish(),
        heading: z.string().nullish(),
        kind: z.string().optional(),
        text: z.string().max(100_000),
      }),
    )
    .max(200)
    .meta({ title: "Passages", description: "What a search found." }),
  topic: z.string().trim().min(1, "The topic is empty.").max(2_000).meta({
    title: "Topic",
    description: "What the keywords are for; words of the topic count for more.",
  }),
  limit: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(12)
    .meta({ title: "Keywords", description: "How many keywords to give at most." }),
});

/** Finds the telling words and phrases of passages by counting. */
export const keywordsExtract = defineTool({
  name: "keywords.extract",
  title: "Extract keywords",
  description:
    "Finds the telling words and phrases in passages by counting them, each with the places where it stands.",
  input: Input,
  output: KeywordsOutput,
  sideEffect: "read",
  local: true,
  timeoutSeconds: 30,
  typicalSeconds: 1,
  costMicros: 0,
  unavailable: () => null,
  run: (args, { signal }) => {
    signal.throwIfAborted();
    const keywords = extractKeywords(args.passages, args.topic, args.limit);
    if (keywords.length === 0) {
      return Promise.reject(new ToolError("nothing_found", "The passages have no word that tells a topic."));
    }
    const first = keywords.slice(0, 3).map((found) => found.keyword);
    return Promise.resolve({
      output: { keywords },
      summary: `${keywords.length} keywords: ${first.join(", ")}${keywords.length > 3 ? ", …" : "."}`,
    });
  },
});
