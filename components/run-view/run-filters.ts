import type { RunStatus } from "#lib/domain/run.ts";

/** The filters of the history, by the word that stands in the URL. */
export const RUN_FILTERS: readonly { id: string; label: string; statuses: readonly RunStatus[] }[] = [
  { id: "", label: "All", statuses: [] },
  { id: "active", label: "Under way", statuses: ["queued", "running", "pausing", "paused", "aborting"] },
  { id: "attention", label: "Needs attention", statuses: ["needs_attention"] },
  { id: "succeeded", label: "Succeeded", statuses: ["succeeded"] },
  { id: "failed", label: "Failed", statuses: ["failed"] },
  { id: "aborted", label: "Aborted", statuses: ["aborted"] },
];

/** The states a filter lets through; an unknown word lets all through. */
export function filterStatuses(id: string): readonly RunStatus[] {
  return RUN_FILTERS.find((filter) => filter.id === id)?.statuses ?? [];
}
