import { z } from "zod";

/**
 * What a model is asked for when it drafts a plan. The same step form is used for repairs and replans. Every field but the title
 * may be missing from what comes: it is untrusted and read field by field (see take-step.ts).
 */
export const StepAnswer = z.object({
  id: z.string().describe("Short, lower case with dashes, unique in the plan: competitor-prices"),
  title: z.string().describe("What the step does, in a few words that begin with a verb"),
  instruction: z
    .string()
    .describe("What is to be done and when it is done, for somebody who sees only this step and its inputs"),
  tool: z.string().describe("Name of one of the given tools"),
  args: z
    .record(z.string(), z.unknown())
    .describe(
      'The tool\'s arguments by name. A value is literal, or {"$from": "step-id", "path": ["key", 0]} for (a part of) an earlier step\'s output, or {"$text": ["words ", {"$from": "step-id", "path": ["title"]}]} for a text with such parts, or {"$open": true} when it can only be told from the inputs while the step runs',
    ),
  dependsOn: z.array(z.string()).describe("Ids of the steps that must be done before it"),
  requires: z
    .array(z.string())
    .optional()
    .describe('Parts of the output that must be there and not empty: "rows", "summary.total"'),
  expression: z
    .string()
    .optional()
    .describe("CEL over `output` that is true when the step is done: size(output.rows) >= 3"),
  rubric: z
    .string()
    .optional()
    .describe("By what the output is to be judged, for results that no rule can check"),
  when: z
    .string()
    .optional()
    .describe("CEL over `steps`; the step is skipped when it is false: steps.search.found > 0"),
  forEach: z
    .unknown()
    .optional()
    .describe(
      '{"$from": "step-id", "path": ["rows"]}: do it once for each item of that list; {"$from": "this-step"} in args is the item',
    ),
  optional: z.boolean().optional().describe("True when the plan is still worth finishing without it"),
  fallbacks: z
    .array(z.object({ tool: z.string(), args: z.record(z.string(), z.unknown()) }))
    .optional()
    .describe("Other tools to try, in order, when it fails"),
  expectedSeconds: z.number().optional(),
});

export const PlanAnswer = z.object({
  refusal: z.string().nullable().optional().describe("Why no plan is given; leave it out when there is one"),
  assumptions: z
    .array(z.string())
    .describe("What you took for granted because the goal does not say it, each in a sentence"),
  steps: z.array(StepAnswer),
});

/** Changes that mend a plan: steps to replace or add, whole, and steps to take out. */
export const RepairAnswer = z.object({
  steps: z.array(StepAnswer).describe("Every step that changes, whole, under its id; and steps that are new"),
  remove: z.array(z.string()).describe("Ids of steps to take out; what they stood between is joined"),
  remark: z.string().optional().describe("What the person ought to know about it, in a sentence"),
});

export type RepairAnswer = z.infer<typeof RepairAnswer>;

/** The parts of a drafted plan that are no steps, as far as they can be read. */
export const PlanFrame = z.object({
  refusal: z.string().nullable().catch(null).default(null),
  assumptions: z.array(z.string().catch("")).catch([]).default([]),
  steps: z.array(z.unknown()).catch([]).default([]),
});
export type PlanFrame = z.infer<typeof PlanFrame>;
