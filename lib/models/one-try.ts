import {
  APICallError,
  type LanguageModelV4CallOptions,
  type LanguageModelV4FinishReason,
  type LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { z } from "zod";
import type { ModelUsage } from "#lib/domain/model.ts";
import type { Choice } from "./connection.ts";
import type { FinishReason, ModelMessage, ModelRequest } from "./port.ts";
import { languageModel } from "./providers.ts";
import { TryError } from "./try-error.ts";

/** What one request to one model gave. */
export type Written = { text: string; finish: FinishReason; usage: ModelUsage };

/** What one request asks for. `json`: an object of this schema is wanted. */
export type TryRequest = {
  messages: readonly ModelMessage[];
  outputTokens: number;
  json: { schema: z.ZodType; name: string } | null;
  signal: AbortSignal;
};

/** Models that answered when they were told the answer's format in words, and had refused it before: they are told so from then on. */
const NO_FORMAT = new Set<string>();

const formatKey = ({ connection, model }: Choice) => `${connection.kind} ${connection.baseUrl} ${model}`;

/**
 * Sends a request, and once more with its format in words when the provider refuses it: each allows another part of JSON Schema,
 * and some models none.
 */
async function send<R>(
  choice: Choice,
  request: TryRequest,
  call: (options: LanguageModelV4CallOptions) => PromiseLike<R>,
): Promise<R> {
  const key = formatKey(choice);
  const options = optionsOf(choice, request, NO_FORMAT.has(key));
  try {
    return await call(options);
  } catch (cause) {
    const refused = APICallError.isInstance(cause) && (cause.statusCode === 400 || cause.statusCode === 422);
    if (!refused || !options.responseFormat) throw cause;
    const answer = await call(optionsOf(choice, request, true));
    // Only now: a request can be refused for much else, such as its length.
    NO_FORMAT.add(key);
    return answer;
  }
}

/** Asks a model once and waits for all of its answer. */
export async function writeOnce(choice: Choice, request: TryRequest): Promise<Written> {
  const result = await send(choice, request, (options) => languageModel(choice).doGenerate(options));
  const joined = result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
  const text = result.structuredOutputText ?? joined;
  return { text, finish: finishOf(result.finishReason), usage: usageOf(result.usage, text) };
}

/** Asks a model once and gives its answer as it is written. */
export async function* writeStream(
  choice: Choice,
  request: TryRequest,
  quiet: { watch: () => void },
): AsyncGenerator<string, Written> {
  const { stream } = await send(choice, request, (options) => languageModel(choice).doStream(options));
  let text = "";
  let end: Pick<Written, "finish" | "usage"> | null = null;
  const reader = stream.getReader();
  try {
    for (;;) {
      quiet.watch();
      const { done, value } = await reader.read();
      if (done) break;
      if (value.type === "error") throw value.error;
      if (value.type === "text-delta") {
        text += value.delta;
        yield value.delta;
      } else if (value.type === "finish") {
        end = { finish: finishOf(value.finishReason), usage: usageOf(value.usage, text) };
      }
    }
  } finally {
    // Not waited for: a connection that hangs would hold us here.
    reader.cancel().catch(() => undefined);
  }
  if (end === null || end.finish === "interrupted") {
    const message = `“${choice.connection.name}” broke off in the middle of its answer.`;
    throw new TryError("unavailable", message, { again: true });
  }
  return { text, ...end };
}

function optionsOf(choice: Choice, request: TryRequest, inWords: boolean): LanguageModelV4CallOptions {
  const { json } = request;
  const schema = json && jsonSchemaOf(json.schema);
  return {
    prompt: promptOf(request, inWords || choice.connection.kind === "compatible" ? schema : null),
    maxOutputTokens: request.outputTokens,
    abortSignal: request.signal,
    ...(json && schema && !inWords ? { responseFormat: { type: "json", schema, name: json.name } } : {}),
    // OpenAI's strict mode refuses schemas with optional parts; what comes is checked by us all the same.
    providerOptions: { openai: { strictJsonSchema: false, store: false } },
  };
}

function jsonSchemaOf(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: "input", target: "draft-7" }) as NonNullable<
    Extract<LanguageModelV4CallOptions["responseFormat"], { type: "json" }>["schema"]
  >;
}

/** Servers that only speak OpenAI's protocol often ignore the wanted format, so it is said in words as well. */
function promptOf({ messages }: TryRequest, schema: object | null): LanguageModelV4CallOptions["prompt"] {
  const prompt = messages.map(({ role, text }): LanguageModelV4CallOptions["prompt"][number] =>
    role === "system" ? { role, content: text } : { role, content: [{ type: "text", text }] },
  );
  if (schema === null) return prompt;
  const content = `Answer with one JSON object and nothing else. It fits this JSON Schema:\n${JSON.stringify(schema)}`;
  return [{ role: "system", content }, ...prompt];
}

function finishOf({ unified }: LanguageModelV4FinishReason): FinishReason {
  switch (unified) {
    case "stop":
    case "length":
    case "interrupted":
      return unified;
    case "content-filter":
      return "filtered";
    default:
      return "other";
  }
}

/**
 * What a provider counted. A server that does not count is read as having counted nothing; but a request without a token is none, and
 * neither is a text.
 */
function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage, text: string): ModelUsage {
  const input = countedTokens(inputTokens.total);
  const output = countedTokens(outputTokens.total);
  return {
    inputTokens: input === 0 ? null : input,
    cachedTokens: countedTokens(inputTokens.cacheRead),
    outputTokens: output === 0 && (text !== "" || input === 0) ? null : output,
    reasoningTokens: countedTokens(outputTokens.reasoning),
  };
}

/** No request has more tokens; whatever more a provider says counts as this. */
const MOST_TOKENS = 100_000_000;

/** A number of tokens that a provider named; null when it is none. */
export function countedTokens(count: number | undefined): number | null {
  if (count === undefined || !Number.isFinite(count) || count < 0) return null;
  return Math.min(Math.ceil(count), MOST_TOKENS);
}

/** Messages of a request that goes on after an answer which did not fit. */
export function askedAgain(
  messages: ModelRequest["messages"],
  answer: string,
  problem: string,
): readonly ModelMessage[] {
  return [
    ...messages,
    { role: "assistant", text: answer === "" ? "(nothing)" : answer.slice(0, 20_000) },
    {
      role: "user",
      text: `That cannot be used: ${problem} Answer again, with the whole JSON object and nothing else.`,
    },
  ];
}
