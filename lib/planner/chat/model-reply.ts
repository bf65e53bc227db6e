import { z } from "zod";

/**
 * What a model answers a message with. Every field is asked for and nothing nests deeply, which all providers' structured output can do.
 * Steps are named by id; new ones by a `key` of the model's own, which never becomes an id.
 */
const quote = z.string().describe("The words of the person's message that ask for this, copied exactly.");
const existing = z.string().describe("Id of a step from the list.");
const anyStep = z.string().describe("Id of a step from the list, or the key of a step added in this answer.");

const args = z
  .array(
    z.object({
      name: z.string().describe("Name of the tool's argument."),
      value: z
        .string()
        .describe(
          'The value as JSON. {"from": "<step>", "path": ["<key>"]} in it reads an earlier step\'s output.',
        ),
    }),
  )
  .max(50);

const Add = z.object({
  op: z.literal("add"),
  key: z.string().describe("A name of your own for the new step: new-1, new-2."),
  quote,
  title: z.string(),
  instruction: z.string(),
  tool: z.string().nullable().describe("A tool from the list; null lets the title choose."),
  args: args.nullable().describe("Null lets the title choose, with the tool."),
  after: z.array(anyStep).max(50).describe("Steps that it waits for."),
  before: z.array(anyStep).max(50).describe("Steps that shall wait for it."),
});
const Remove = z.object({ op: z.literal("remove"), stepId: existing, quote });
const Update = z.object({
  op: z.literal("update"),
  stepId: existing,
  quote,
  title: z.string().nullable(),
  instruction: z.string().nullable(),
  tool: z.string().nullable(),
  args: args.nullable().describe("Only the arguments to set; the others stay."),
  optional: z.boolean().nullable(),
  timeoutSeconds: z.number().int().nullable(),
});
const Connect = z.object({
  op: z.enum(["connect", "disconnect"]),
  from: anyStep,
  to: anyStep.describe("The step that waits, or no longer waits."),
  quote,
});
const Move = z.object({
  op: z.literal("move"),
  stepId: existing,
  quote,
  where: z.enum(["before", "after"]),
  other: anyStep,
});

export const ModelOperation = z.discriminatedUnion("op", [Add, Remove, Update, Connect, Move]);
export type ModelOperation = z.infer<typeof ModelOperation>;

export const ModelReply = z.object({
  understood: z
    .boolean()
    .describe("False when the message asks for no change of the plan, or is unclear, or cannot be done."),
  reply: z.string().describe("One or two plain sentences to the person: what you propose, or why nothing."),
  operations: z.array(ModelOperation).max(60),
});
export type ModelReply = z.infer<typeof ModelReply>;
