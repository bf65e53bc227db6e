import type { z } from "zod";
import type { ModelChoice, ModelRole, ModelSpend } from "#lib/domain/model.ts";
import type { Prompt, PromptName } from "#lib/domain/prompt.ts";
import type { SpendCap } from "./spend-cap.ts";

/** One turn of a conversation with a model. */
export type ModelMessage = { role: "system" | "user" | "assistant"; text: string };

/** What a model is asked. */
export type ModelRequest = {
  /** What the call is for, as logs name it: "plan.draft". */
  purpose: string;
  messages: readonly ModelMessage[];
  /** Ends the call at once; it then throws the signal's reason. */
  signal: AbortSignal;
  /** What all that is asked under it may cost together, and how many tokens one answer may have. */
  budget: { cap: SpendCap; outputTokens: number };
  /** How long one try may take in all; a try that says nothing for a while ends sooner. */
  timeoutMs?: number;
};

/** Why a model stopped writing: it was done, at the token limit, stopped by its provider's filter, cut off, or something else. */
export type FinishReason = "stop" | "length" | "filtered" | "interrupted" | "other";

/** A failed try: which model, and a sentence that a person can act on. */
export type FailedTry = { provider: string; model: string; code: ModelErrorCode; message: string };

/** What a model answered. */
export type ModelAnswer<T> = {
  value: T;
  /** What it wrote, word for word. */
  text: string;
  finish: FinishReason;
  /** All tries together, the failed ones too. */
  spend: ModelSpend;
  /** Which model answered, by the name of its connection and its own. */
  provider: string;
  model: string;
  /** Version of the price table that the cost comes from; null when a price is unknown. */
  priceTable: string | null;
  /** Models and tries that failed before this one answered. */
  failed: FailedTry[];
};

/**
 * What can be wrong: `not_configured` no model for the role; `unauthorised` the key; `unknown_model`; `bad_request` the provider
 * refuses the request as it is; `rate_limited`; `unavailable` (5xx, no connection, broken off); `timeout`; `bad_output` it is not
 * what the schema asks for, after a second try; `refused` the model or its filter declines; `too_long` the answer was cut at its
 * token limit; `over_budget` its spend cap does not allow another request.
 */
export type ModelErrorCode =
  | "not_configured"
  | "unauthorised"
  | "unknown_model"
  | "bad_request"
  | "rate_limited"
  | "unavailable"
  | "timeout"
  | "bad_output"
  | "refused"
  | "too_long"
  | "over_budget";

/** No model of the role could answer. `message` is a sentence that a person can act on and holds no secret. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  /** What the tries took all the same. */
  readonly spend: ModelSpend;
  /** What the last model wrote, when it wrote something. */
  readonly text: string;
  readonly failed: readonly FailedTry[];

  constructor(
    code: ModelErrorCode,
    message: string,
    about: { spend: ModelSpend; text?: string; failed?: readonly FailedTry[]; cause?: unknown },
  ) {
    super(message, { cause: about.cause });
    this.name = "ModelError";
    this.code = code;
    this.spend = about.spend;
    this.text = about.text ?? "";
    this.failed = about.failed ?? [];
  }

  /** Whether the same request may do better later. */
  get passing(): boolean {
    return this.code === "rate_limited" || this.code === "unavailable" || this.code === "timeout";
  }
}

/** A part of a streamed answer. After `restart` another try begins, and what came before is void; `answer` is the last part. */
export type ModelStreamPart =
  { kind: "text"; text: string } | { kind: "restart" } | { kind: "answer"; answer: ModelAnswer<string> };

/** The models of a workspace. Every verb tries the role's model, then its fallbacks in order. */
export type Models = {
  /** Whether a model is configured for a role. */
  has: (role: ModelRole) => boolean;
  /** The models of a role in the order in which they are tried. */
  choices: (role: ModelRole) => ModelChoice[];
  /** @throws ModelError; the signal's reason when it aborts */
  generateText: (role: ModelRole, request: ModelRequest) => Promise<ModelAnswer<string>>;
  /**
   * An answer that fits the schema; one that does not is asked for again once, told what is wrong. `name` names the object.
   * @throws ModelError; the signal's reason when it aborts
   */
  generateObject: <T>(
    role: ModelRole,
    request: ModelRequest & { schema: z.ZodType<T>; name: string },
  ) => Promise<ModelAnswer<T>>;
  /**
   * Text as it is written. With `json` the provider is asked for JSON of that schema; what comes is not checked.
   * @throws ModelError; the signal's reason when it aborts
   */
  streamText: (
    role: ModelRole,
    request: ModelRequest & { json?: { schema: z.ZodType; name: string } },
  ) => AsyncIterable<ModelStreamPart>;
  /** Vectors of the texts, in their order. @throws ModelError; the signal's reason when it aborts */
  embed: (texts: readonly string[], signal: AbortSignal) => Promise<ModelAnswer<number[][]>>;
};

/** Models with the prompts that they are to be asked with. */
export type ModelAccess = { models: Models; prompt: (name: PromptName) => Prompt };

/** The same for an undertaking with a spend cap of its own. */
export type CappedAccess = ModelAccess & { cap: SpendCap };
