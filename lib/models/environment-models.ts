import type { ModelEnv } from "#lib/config/env.ts";
import type { ModelChoice, ModelRole, ProviderKind } from "#lib/domain/model.ts";
import type { Connection } from "./connection.ts";

const NAMES: Record<ProviderKind, string> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  google: "Google",
  compatible: "Own server",
};

/** The ways to models that the environment gives; each has its provider's kind as id. */
export function environmentConnections(env: ModelEnv): Connection[] {
  const all: Connection[] = [
    make("openai", env.OPENAI_BASE_URL, env.OPENAI_API_KEY),
    make("anthropic", env.ANTHROPIC_BASE_URL, env.ANTHROPIC_API_KEY),
    make("google", env.GOOGLE_BASE_URL, env.GOOGLE_GENERATIVE_AI_API_KEY),
    make("compatible", env.PLANWRIGHT_COMPATIBLE_BASE_URL, env.PLANWRIGHT_COMPATIBLE_API_KEY),
  ];
  return all.filter(({ kind, baseUrl, apiKey }) => (kind === "compatible" ? baseUrl : apiKey) !== null);
}

function make(kind: ProviderKind, baseUrl: string | undefined, apiKey: string | undefined): Connection {
  return { id: kind, name: NAMES[kind], kind, baseUrl: baseUrl ?? null, apiKey: apiKey ?? null };
}

/** The models that the environment names for a role, in order. */
export function environmentChoices(env: ModelEnv, role: ModelRole): ModelChoice[] {
  const lists: Record<ModelRole, ModelEnv["PLANWRIGHT_PLANNER_MODELS"]> = {
    planner: env.PLANWRIGHT_PLANNER_MODELS,
    executor: env.PLANWRIGHT_EXECUTOR_MODELS,
    checker: env.PLANWRIGHT_CHECKER_MODELS,
    embedding: env.PLANWRIGHT_EMBEDDING_MODELS,
  };
  return lists[role].map(({ kind, model }) => ({ connectionId: kind, model }));
}
