import { z } from "zod";
import { Id } from "./ids.ts";
import { line } from "./text.ts";

/** What models are used for. Each role of a workspace has a model of its own, with fallbacks: a strong planner, a cheap executor. */
export const ModelRole = z.enum(["planner", "executor", "checker", "embedding"]);
export type ModelRole = z.infer<typeof ModelRole>;

/** Tokens as the provider counted them; null where it did not say. `cached` and `reasoning` are part of input and output. */
export const ModelUsage = z.object({
  inputTokens: z.number().int().nullable(),
  cachedTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  reasoningTokens: z.number().int().nullable(),
});
export type ModelUsage = z.infer<typeof ModelUsage>;

/** What asking models took, all tries and fallbacks together. `costMicros`: millionths of a dollar, null when a price is unknown. */
export const ModelSpend = z.object({ usage: ModelUsage, costMicros: z.number().int().nullable() });
export type ModelSpend = z.infer<typeof ModelSpend>;

/** Whose protocol a connection speaks; `compatible` is any server with OpenAI's chat completions (Ollama, vLLM, LM Studio, OpenRouter). */
export const ProviderKind = z.enum(["openai", "anthropic", "google", "compatible"]);
export type ProviderKind = z.infer<typeof ProviderKind>;

/** A web address of a model server, without what would put a secret into it. */
export const BaseUrl = z
  .string()
  .trim()
  .max(500)
  .refine(
    (text) => isPlainHttp(text),
    "Give an address that begins with https:// or http://, without a password in it.",
  );

function isPlainHttp(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}

/** A model by the connection through which it is reached and the name its provider gives it. */
export const ModelChoice = z.object({ connectionId: z.string().max(100), model: line("The model", 200) });
export type ModelChoice = z.infer<typeof ModelChoice>;

/** The models that each role had when a run was started: the run goes on with them. */
export const PinnedModels = z.partialRecord(ModelRole, z.array(ModelChoice));
export type PinnedModels = z.infer<typeof PinnedModels>;

/** Most models a role may have: the first, and fallbacks in order. */
export const MOST_CHOICES = 5;

/**
 * A way to models, as a person sees it: the key itself never leaves the server. Those that come from the environment have the
 * provider's kind as id and cannot be changed on screen.
 */
export const ModelConnection = z.object({
  id: z.string(),
  name: z.string(),
  kind: ProviderKind,
  baseUrl: z.string().nullable(),
  hasKey: z.boolean(),
  fromEnvironment: z.boolean(),
});
export type ModelConnection = z.infer<typeof ModelConnection>;

/** Which models a role uses, in order. `source`: chosen by the workspace, by the environment, or nobody chose any. */
export const ModelProfile = z.object({
  role: ModelRole,
  choices: z.array(ModelChoice).max(MOST_CHOICES),
  source: z.enum(["workspace", "environment", "none"]),
});
export type ModelProfile = z.infer<typeof ModelProfile>;

/** What it costs to ask a model, in millionths of a dollar per million tokens. */
export const ModelPrice = z.object({ inputMicros: z.number(), outputMicros: z.number() });
export type ModelPrice = z.infer<typeof ModelPrice>;

/** The models of a workspace as the settings page shows them. */
export const ModelSettings = z.object({
  connections: z.array(ModelConnection),
  profiles: z.array(ModelProfile),
  /** Names that the price table knows, to choose from; a name that is not there can be typed all the same. */
  known: z.record(z.string(), z.array(z.string())),
  priceTable: z.string(),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** What "Test connection" found: it works (how long it took), or what is wrong in a sentence that says what to do. */
export const ConnectionTest = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), seconds: z.number(), costMicros: z.number().int().nullable() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);
export type ConnectionTest = z.infer<typeof ConnectionTest>;

/** A connection as a person enters it. `apiKey`: null keeps the stored one, "" is none. */
export const ConnectionInput = z.object({
  id: Id.nullable(),
  name: line("The name", 60),
  kind: ProviderKind,
  baseUrl: BaseUrl.nullable(),
  apiKey: z.string().max(2_000).nullable(),
});
export type ConnectionInput = z.infer<typeof ConnectionInput>;
