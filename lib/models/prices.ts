import { calcPrice, findProvider } from "@pydantic/genai-prices";
import type { ModelPrice, ModelSpend, ModelUsage, ProviderKind } from "#lib/domain/model.ts";
import type { Choice } from "./connection.ts";

/** The table that prices come from: an offline copy that is part of the installation. */
export const PRICE_TABLE = "genai-prices 0.1.8";

const PROVIDERS: Record<Exclude<ProviderKind, "compatible">, string> = {
  openai: "openai",
  anthropic: "anthropic",
  google: "google",
};

/** Where to look up a choice: a provider whose protocol we speak under its own address, or the one whose address it is. */
function tableEntry({
  connection: { kind, baseUrl },
}: Choice): { providerId: string } | { providerApiUrl: string } | null {
  if (kind !== "compatible") return { providerId: PROVIDERS[kind] };
  const url = baseUrl ?? "";
  return findProvider({ providerApiUrl: url }) === undefined ? null : { providerApiUrl: url };
}

/**
 * What a call cost by the provider's own count of tokens, in millionths of a dollar, rounded up; null when model or count is
 * unknown. A model that merely has a known model's name but another server has no known price.
 */
export function costOf(choice: Choice, usage: ModelUsage): number | null {
  const entry = tableEntry(choice);
  const { inputTokens, cachedTokens, outputTokens } = usage;
  if (entry === null || inputTokens === null || outputTokens === null) return null;
  const counted = {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    // A provider that reads more from its cache than it was sent counts apart; then nothing is said to be cached.
    cache_read_tokens: cachedTokens !== null && cachedTokens <= inputTokens ? cachedTokens : 0,
  };
  const price = calcPrice(counted, choice.model, entry);
  // A whole micro stays one, whatever floating point made of it.
  return price === null ? null : Math.ceil(Number((price.total_price * 1e6).toFixed(4)));
}

/** The spend that a usage means for a choice. */
export function spendOf(choice: Choice, usage: ModelUsage): ModelSpend {
  return { usage, costMicros: costOf(choice, usage) };
}

/** What a million tokens of a model cost, or null when that is unknown. */
export function priceOf(choice: Choice): ModelPrice | null {
  const million = { cachedTokens: 0, reasoningTokens: 0 };
  const inputMicros = costOf(choice, { ...million, inputTokens: 1_000_000, outputTokens: 0 });
  const outputMicros = costOf(choice, { ...million, inputTokens: 0, outputTokens: 1_000_000 });
  return inputMicros === null || outputMicros === null ? null : { inputMicros, outputMicros };
}

/** Names of models that the table knows, by kind of provider, newest names not first: in the table's order. */
export function knownModels(): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(PROVIDERS).map(([kind, id]) => [
      kind,
      findProvider({ providerId: id })?.models.map((model) => model.id) ?? [],
    ]),
  );
}
