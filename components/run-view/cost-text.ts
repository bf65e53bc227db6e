import { formatMicros } from "#components/graph/format-amounts.ts";

/** What something has cost, in dollars; nothing is "$0". A part whose price nobody knows is said, never counted as nothing. */
export function costText({ micros, unknown }: { micros: number; unknown: boolean }): string {
  if (unknown) return micros === 0 ? "unknown" : `${formatMicros(micros)} + unknown`;
  return micros === 0 ? "$0" : formatMicros(micros);
}
