import type { ModelSpend } from "#lib/domain/model.ts";

/** What two askings took together; what one of them does not know counts as nothing, unless neither does. */
export function addSpend(a: ModelSpend | null, b: ModelSpend): ModelSpend {
  if (a === null) return b;
  const sum = (x: number | null, y: number | null) => (x === null && y === null ? null : (x ?? 0) + (y ?? 0));
  return {
    usage: {
      inputTokens: sum(a.usage.inputTokens, b.usage.inputTokens),
      cachedTokens: sum(a.usage.cachedTokens, b.usage.cachedTokens),
      outputTokens: sum(a.usage.outputTokens, b.usage.outputTokens),
      reasoningTokens: sum(a.usage.reasoningTokens, b.usage.reasoningTokens),
    },
    // A cost that is not known must not look like a small one.
    costMicros: a.costMicros === null || b.costMicros === null ? null : a.costMicros + b.costMicros,
  };
}
