"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { page, RunSummary } from "#lib/domain/view.ts";
import { getJson } from "#components/shell/api.ts";
import { showToast } from "#components/ui/toast.tsx";
import { known, newsOf, type KnownRuns } from "./run-news.ts";

const RunPage = page(RunSummary);
const LOOK_MS = 15_000;
/** Of the newest; older ones hardly change any more. */
const RUNS = 30;

/** Tells the reader, on whatever page, that a run of theirs has ended or needs somebody. The run's own page tells that itself. */
export function RunNotices() {
  const path = usePathname();
  const seen = useRef<KnownRuns | null>(null);
  const runs = useQuery({
    queryKey: ["runs", "mine"],
    queryFn: ({ signal }) => getJson(`/api/runs?mine=true&limit=${RUNS}`, RunPage, signal),
    refetchInterval: LOOK_MS,
  });
  const items = runs.data?.items;
  useEffect(() => {
    if (!items) return;
    for (const { runId, text, tone } of newsOf(seen.current, items)) {
      const href = `/runs/${runId}`;
      if (path !== href) showToast(text, tone, { href, words: "See the run" });
    }
    seen.current = known(items);
  }, [items, path]);
  return null;
}
