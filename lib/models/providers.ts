import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";
import type { Choice, Connection } from "./connection.ts";
import { modelFetch } from "./model-fetch.ts";

/** What every provider is made with. A key is always given, or the provider would look for one in the environment on its own. */
function settingsOf({ apiKey, baseUrl }: Connection) {
  return { apiKey: apiKey ?? "none", fetch: modelFetch, ...(baseUrl === null ? {} : { baseURL: baseUrl }) };
}

function compatible(connection: Connection) {
  const { name, apiKey, baseUrl } = connection;
  if (baseUrl === null) throw new Error("A compatible server has an address.");
  return createOpenAICompatible({
    name,
    baseURL: baseUrl,
    fetch: modelFetch,
    includeUsage: true,
    supportsStructuredOutputs: true,
    ...(apiKey === null ? {} : { apiKey }),
  });
}

/** The AI SDK's model of a choice: the layer below its own verbs, without their retries and defaults. */
export function languageModel({ connection, model }: Choice): LanguageModelV4 {
  switch (connection.kind) {
    case "openai":
      return createOpenAI(settingsOf(connection)).responses(model);
    case "anthropic":
      return createAnthropic(settingsOf(connection))(model);
    case "google":
      return createGoogle(settingsOf(connection))(model);
    case "compatible":
      return compatible(connection).chatModel(model);
  }
}

/** The AI SDK's embedding model of a choice; null for a provider that has none. */
export function embeddingModel({ connection, model }: Choice): EmbeddingModelV4 | null {
  switch (connection.kind) {
    case "openai":
      return createOpenAI(settingsOf(connection)).embedding(model);
    case "anthropic":
      return null;
    case "google":
      return createGoogle(settingsOf(connection)).embedding(model);
    case "compatible":
      return compatible(connection).embeddingModel(model);
  }
}
