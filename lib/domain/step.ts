import { z } from "zod";
import { StepId } from "./ids.ts";
import { Json, JsonObject } from "./json.ts";
import { line, prose } from "./text.ts";

const expression = prose("The expression", 2_000);

/** Where a value lies inside a step's output: object keys and array indexes from the root; empty means all of it. */
export const OutputPath = z.array(z.union([z.string().max(200), z.number().int().min(0)])).max(20);
export type OutputPath = z.infer<typeof OutputPath>;

/** A reference to (a part of) an earlier step's output. The step must be an ancestor. */
export const Reference = z.object({ ref: StepId, path: OutputPath });
export type Reference = z.infer<typeof Reference>;

/**
 * One argument of a step: a literal, a reference, a text template whose parts are texts and references, a list or object built of
 * arguments, or open: the executor model fills it in when the step runs, from the instruction and the step's inputs.
 */
export type Argument =
  | { kind: "literal"; value: Json }
  | { kind: "ref"; ref: StepId; path: OutputPath }
  | { kind: "template"; parts: (string | Reference)[] }
  | { kind: "list"; items: Argument[] }
  | { kind: "open" }
  | { kind: "object"; properties: { [name: string]: Argument } };
export const Argument: z.ZodType<Argument> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("literal"), value: Json }),
    z.object({ kind: z.literal("ref"), ref: StepId, path: OutputPath }),
    z.object({
      kind: z.literal("template"),
      parts: z.array(z.union([prose("A text", 20_000), Reference])).max(100),
    }),
    z.object({ kind: z.literal("list"), items: z.array(Argument).max(1_000) }),
    z.object({ kind: z.literal("open") }),
    z.object({ kind: z.literal("object"), properties: z.record(z.string().max(100), Argument) }),
  ]),
);

/** Arguments by the tool's input property name. */
export const Arguments = z.record(z.string().max(100), Argument);
export type Arguments = z.infer<typeof Arguments>;

/** A tool to try when the ones before it failed, with arguments of its own. */
export const Fallback = z.object({ tool: z.string().min(1).max(100), args: Arguments });
export type Fallback = z.infer<typeof Fallback>;

/**
 * Checks an output must pass before the step counts as done. An output that does not pass is a failure like any other.
 * - `required`: these parts of the output exist and are not empty (not null, "", [] or {}).
 * - `schema`: a JSON Schema that the output fits, besides the tool's own.
 * - `expression`: CEL over `output`, true when it passes.
 * - `rubric`: what a checker model judges the output by.
 * - `maxRepeats`: how many times more the step is carried out when the output does not pass, each time told what was missing.
 */
export const DoneCondition = z.object({
  required: z.array(OutputPath).max(20),
  schema: JsonObject.nullable().default(null),
  expression: expression.nullable().default(null),
  rubric: prose("The rubric", 4_000).nullable().default(null),
  maxRepeats: z.number().int().min(0).max(10).default(0),
});
export type DoneCondition = z.infer<typeof DoneCondition>;

/** How often a failed attempt is repeated (maxAttempts counts the first) and how long to wait before the second; it doubles. */
export const Retry = z.object({
  maxAttempts: z.number().int().min(1).max(10),
  backoffSeconds: z.number().min(0).max(3600),
});
export type Retry = z.infer<typeof Retry>;

/**
 * What a step can be: one use of a tool, or a map, which uses its tool once for each item of a list (`each`) and whose output
 * is the list of what came out. Within a map's arguments a reference to the step itself means the current item. Kinds are added
 * here, each with its node in components/graph.
 */
export const StepKind = z.enum(["tool", "map"]);
export type StepKind = z.infer<typeof StepKind>;

/**
 * One node of a plan.
 * - `optional`: it may fail or be dropped by a replan without failing the run; of a map: each of its items may.
 * - `when`: CEL over `steps` (each earlier step's output by its id: `steps.search.found > 0`); the step is skipped when it does
 *   not hold, and so is what depends only on skipped steps.
 * - `each`: of a map, the list; null otherwise.
 * - `heartbeatSeconds`: a call whose tool has not said for this long that it is alive counts as stuck; null: only the timeout does.
 * - `expectedSeconds`: how long it should take, as its author thinks; history, where there is any, counts for more.
 */
export const Step = z.object({
  id: StepId,
  title: line("The title", 200),
  instruction: prose("The instruction", 4_000),
  kind: StepKind,
  tool: z.string().max(100),
  args: Arguments,
  timeoutSeconds: z.number().int().min(1).max(86_400),
  retry: Retry,
  fallbacks: z.array(Fallback).max(10),
  doneCondition: DoneCondition,
  optional: z.boolean(),
  when: expression.nullable().default(null),
  each: Reference.nullable().default(null),
  heartbeatSeconds: z.number().int().min(1).max(86_400).nullable().default(null),
  expectedSeconds: z.number().min(0).max(86_400).nullable().default(null),
});
export type Step = z.infer<typeof Step>;

/** The parts of a step that an `update` may change. */
export const StepChanges = Step.omit({ id: true })
  .extend({
    // Without the defaults of Step: what an update does not name, it does not change.
    when: Step.shape.when.unwrap(),
    each: Step.shape.each.unwrap(),
    heartbeatSeconds: Step.shape.heartbeatSeconds.unwrap(),
    expectedSeconds: Step.shape.expectedSeconds.unwrap(),
  })
  .partial();
export type StepChanges = z.infer<typeof StepChanges>;
