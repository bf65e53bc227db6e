"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { RerunPreview } from "#lib/domain/rerun-preview.ts";
import { getJson } from "#components/shell/api.ts";

/** What of a run a person wants done again. `fromStepId`: this step and what follows it anew; null: only what has changed. */
export type RerunWish = { fromStepId: string | null; version: "same" | "latest" };

/** What doing a run again would take over and do anew, while a person thinks about it. */
export function useRerunPreview(runId: string, wish: RerunWish | null): UseQueryResult<RerunPreview> {
  const query = new URLSearchParams({
    version: wish?.version ?? "same",
    ...(wish?.fromStepId && { from: wish.fromStepId }),
  });
  return useQuery({
    queryKey: ["rerun-preview", runId, query.toString()],
    queryFn: ({ signal }) =>
      getJson(`/api/runs/${runId}/rerun-preview?${query.toString()}`, RerunPreview, signal),
    enabled: wish !== null,
  });
}
