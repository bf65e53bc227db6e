import { z } from "zod";
import { Range } from "./estimate-range.ts";
import { JsonObject } from "./json.ts";
import { ManifestData, ManifestService } from "./manifest.ts";

/** read: free to repeat; idempotent: repeat with the same key; once: never repeat unasked. */
export const SideEffect = z.enum(["read", "idempotent", "once"]);
export type SideEffect = z.infer<typeof SideEffect>;

/** What a call does to the world depends on an argument: with each of these values this; left out, it has the value `leftOut`. */
export const EffectByArgument = z.object({
  argument: z.string(),
  of: z.record(z.string(), SideEffect),
  leftOut: z.string(),
});
export type EffectByArgument = z.infer<typeof EffectByArgument>;

/** Whether a call does more than read depends on an argument: it only reads with these values; left out, it has the value `leftOut`. */
export const WritesByArgument = z.object({
  argument: z.string(),
  reads: z.array(z.string()),
  leftOut: z.string(),
});
export type WritesByArgument = z.infer<typeof WritesByArgument>;

const writes = z.union([z.boolean(), WritesByArgument]);

/**
 * Where a call goes: to hosts that are always the same, to those of the addresses in these arguments, wherever it must (`any`), or to a
 * service that the installation chose, whatever host it has. Left out: nowhere. `writes`: it may do more there than read. `posts`: it
 * sends POST requests even to read, so that its hosts must be named whatever a call does.
 */
export const Reach = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("hosts"),
    hosts: z.array(z.string()),
    writes,
    posts: z.boolean().optional(),
  }),
  z.object({ kind: z.literal("arguments"), names: z.array(z.string()), writes }),
  z.object({ kind: z.literal("any"), writes }),
  z.object({ kind: z.literal("service"), service: ManifestService }),
]);
export type Reach = z.infer<typeof Reach>;

/** A tool as everyone but its own code sees it: what it takes, gives, does and costs. Plain data, safe to send to the browser. */
export const ToolSpec = z.object({
  name: z.string(),
  /** Hash of the definition; runs pin it. */
  version: z.string(),
  title: z.string(),
  description: z.string(),
  /** JSON Schema of the arguments (an object) and of the output. */
  inputSchema: JsonObject,
  outputSchema: JsonObject,
  /** The argument that says what the output is like, where it is a JSON Schema: left out, only `outputSchema` says so. */
  outputFrom: z.string().optional(),
  /** What a call does to the world; the strongest that it may be, when that depends on an argument (`effects`). */
  sideEffect: SideEffect,
  effects: EffectByArgument.optional(),
  reaches: Reach.optional(),
  /** True when its calls may wait. */
  waits: z.boolean().optional(),
  /** Its calls start runs: what those cost is counted in them. */
  startsRuns: z.boolean().optional(),
  /** The argument that names another tool, which it uses to read, and the one with what that is given. */
  looksBy: z.object({ tool: z.string(), args: z.string() }).optional(),
  /** What of the workspace it reads. */
  reads: z.array(ManifestData).optional(),
  /** True when what it gives comes from outside. */
  outside: z.boolean().optional(),
  /** Arguments that are a recipient, an address, an amount or a command. */
  sensitive: z.array(z.string()).optional(),
  /** Arguments that name a secret of the workspace. */
  secrets: z.array(z.string()).optional(),
  timeoutSeconds: z.number().int(),
  /** Price of one call in millionths of a dollar; null when unknown. */
  costMicros: z.number().int().nullable(),
  /** Typical duration used for estimates until a workspace has history. */
  typicalSeconds: z.number(),
  /** Of a tool that asks a model, where there is one: which, and how many tokens the answer usually has. */
  asks: z.object({ role: z.enum(["executor", "checker"]), outputTokens: Range }).optional(),
  /** Why the tool cannot be used now ("No search provider is configured."), or null when it can. It still may stand in a plan. */
  unavailable: z.string().nullable(),
});
export type ToolSpec = z.infer<typeof ToolSpec>;
