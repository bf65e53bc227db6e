import { z } from "zod";
import { StepId } from "./ids.ts";
import { Json } from "./json.ts";
import { line, prose } from "./text.ts";

/** Where a value lies inside a step's output: object keys and array indexes from the root; empty means all of it. */
export const OutputPath = z.array(z.union([z.string().max(200), z.number().int().min(0)])).max(20);
export type OutputPath = z.infer<typeof OutputPath>;

/** A reference to (a part of) an earlier step's output. The step must be an ancestor. */
export const Reference = z.object({ ref: StepId, path: OutputPath });
export type Reference = z.infer<typeof Reference>;

/**
 * One argument of a step: a literal, a reference, a text template whose parts are texts and references, or a list or
 * object built of arguments.
 */
export type Argument =
  | { kind: "literal"; value: Json }
  | { kind: "ref"; ref: StepId; path: OutputPath }
  | { kind: "template"; parts: (string | Reference)[] }
  | { kind: "list"; items: Argument[] }
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
 * Checks an output must pass before the step counts as done.
 * `required`: these parts of the output exist and are not empty (not null, "", [] or {}).
 */
export const DoneCondition = z.object({ required: z.array(OutputPath).max(20) });
export type DoneCondition = z.infer<typeof DoneCondition>;

/** How often a failed attempt is repeated (maxAttempts counts the first) and how long to wait before the second; it doubles. */
export const Retry = z.object({
  maxAttempts: z.number().int().min(1).max(10),
  backoffSeconds: z.number().min(0).max(3600),
});
export type Retry = z.infer<typeof Retry>;

/** What a step can be. Kinds are added here, each with its node in components/graph. */
export const StepKind = z.enum(["tool"]);
export type StepKind = z.infer<typeof StepKind>;

/** One node of a plan. A step that is `optional` may fail or be dropped by a replan without failing the run. */
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
});
export type Step = z.infer<typeof Step>;

/** The parts of a step that an `update` may change. */
export const StepChanges = Step.omit({ id: true }).partial();
export type StepChanges = z.infer<typeof StepChanges>;
