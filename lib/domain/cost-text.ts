import { countOf } from "./count-of.ts";
import { formatMicros } from "./format-amounts.ts";
import type { ModelUse } from "./run.ts";

/** What something has cost, in dollars; nothing is "$0". A part whose price nobody knows is said, never counted as nothing. */
export function costText({ micros, unknown }: { micros: number; unknown: boolean }): string {
  if (unknown) return micros === 0 ? "unknown" : `${formatMicros(micros)} + unknown`;
  return micros === 0 ? "$0" : formatMicros(micros);
}

/** What asking models took: "1,200 tokens · $0.0040". */
export function usageText({ tokens, costMicros, costUnknown }: ModelUse): string {
  const counted = countOf(tokens, "token");
  return `${counted} · ${costUnknown && costMicros === 0 ? "cost unknown" : costText({ micros: costMicros, unknown: costUnknown })}`;
}
