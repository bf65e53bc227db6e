import { z } from "zod";
import { Range } from "./estimate-range.ts";
import { JsonObject } from "./json.ts";

/** read: free to repeat; idempotent: repeat with the same key; once: never repeat unasked. */
export const SideEffect = z.enum(["read", "idempotent", "once"]);
export type SideEffect = z.infer<typeof SideEffect>;

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
  sideEffect: SideEffect,
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
