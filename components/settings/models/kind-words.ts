import type { ProviderKind } from "#lib/domain/model.ts";

/** What a person calls each kind of provider. */
export const KIND_WORDS: Record<ProviderKind, string> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  google: "Google",
  compatible: "OpenAI-compatible server",
};
