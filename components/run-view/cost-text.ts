import { formatMicros } from "#components/graph/format-amounts.ts";

/** What something has cost, in dollars; nothing is "$0". */
export function costText(micros: number): string {
  return micros === 0 ? "$0" : formatMicros(micros);
}
