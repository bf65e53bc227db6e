import type { ModelSpend, ModelUsage } from "#lib/domain/model.ts";

/** Nothing asked yet. */
export const NO_SPEND: ModelSpend = {
  usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  costMicros: 0,
};

/** Two spends together. Tokens that a provider did not count are left out of the sum; a cost that is not known makes it unknown. */
export function addSpend(a: ModelSpend, b: ModelSpend): ModelSpend {
  const sum = (key: keyof ModelUsage) => {
    const known = [a.usage[key], b.usage[key]].filter((count) => count !== null);
    return known.length === 0 ? null : known.reduce((total, count) => total + count, 0);
  };
  return {
    usage: {
      inputTokens: sum("inputTokens"),
      cachedTokens: sum("cachedTokens"),
      outputTokens: sum("outputTokens"),
      reasoningTokens: sum("reasoningTokens"),
    },
    costMicros: a.costMicros === null || b.costMicros === null ? null : a.costMicros + b.costMicros,
  };
}
