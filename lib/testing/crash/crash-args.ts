import { createHash } from "node:crypto";
import { z } from "zod";
import { Json, type JsonObject } from "#lib/domain/json.ts";
import { SUBPLAN_TOOL } from "#lib/domain/subplan.ts";

/**
 * What every test tool takes. `inputs`: what it read from earlier steps; `ms`: how long it takes; the others say how often (counted
 * outside the database, for each step and tool) it does something else than succeed before it succeeds; -1: always.
 * - `fails`: it declares a failure, `retryable` or not;
 * - `throws`: it dies of a fault that it does not declare, so that nobody knows what happened;
 * - `hangs`: it takes longer than the step's timeout;
 * - `short`: its output is not yet `good`.
 * `waits`: before it does anything it waits, for a moment or for a person's answer.
 */
export const CrashArgs = z.object({
  label: z.string(),
  inputs: z.array(Json).default([]),
  ms: z.number().int(),
  items: z.number().int().default(0),
  fails: z.number().int().default(0),
  retryable: z.boolean().default(true),
  throws: z.number().int().default(0),
  hangs: z.number().int().default(0),
  short: z.number().int().default(0),
  waits: z.enum(["no", "moment", "answer"]).default("no"),
});
export type CrashArgs = z.infer<typeof CrashArgs>;

/** What is asked of a person, and what the person answers. */
export const QUESTION: JsonObject = {
  type: "object",
  properties: { goOn: { type: "boolean" } },
  required: ["goOn"],
};
export const ANSWER: JsonObject = { goOn: true };

/** What every test tool gives: a number and a list made of what it was given. */
export const CrashOutput = z.object({
  n: z.number().int(),
  items: z.array(z.number().int()),
  good: z.boolean(),
});
export type CrashOutput = z.infer<typeof CrashOutput>;

/** The output that a tool must give for these arguments, whoever asks, however often. */
export function outputFor(tool: string, args: CrashArgs): CrashOutput {
  const digest = createHash("sha256")
    .update(canonical([tool, args.label, args.inputs]))
    .digest();
  const items = Array.from({ length: args.items }, (_, at) => digest.readUInt16LE((at % 8) * 2) + at);
  return { n: digest.readUInt32LE(16) % 10_000, items, good: true };
}

/** Hash of arguments as a tool saw them, for comparing repeats. */
export function argsHash(args: CrashArgs): string {
  return createHash("sha256").update(canonical(args)).digest("hex").slice(0, 16);
}

/** JSON text that does not depend on the order of keys, which the database does not keep. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join()}}`;
}

/** The test tools' names, by what they do to the outside. `local` reaches nothing outside its process. */
export const TOOL_NAMES = {
  read: "crash.read",
  idempotent: "crash.idempotent",
  once: "crash.once",
  local: "crash.local",
} as const;

/** Hashes of the tools of test plans, for runs that use them. */
export const CRASH_TOOL_VERSIONS: Record<string, string> = Object.fromEntries(
  [...Object.values(TOOL_NAMES), SUBPLAN_TOOL].map((name) => [name, "1"]),
);
