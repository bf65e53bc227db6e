"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { failureOf, getJson, unwrap } from "#components/shell/api.ts";
import { useStream } from "#components/shell/use-stream.ts";
import { discardCandidates } from "#lib/actions/discard-candidates.ts";
import { requestCandidates } from "#lib/actions/request-candidates.ts";
import { stopCandidates } from "#lib/actions/stop-candidates.ts";
import type { CandidateStyle } from "#lib/domain/candidate.ts";
import { NOT_SAVED } from "../chat/not-saved.ts";
import type { Result } from "#lib/domain/errors.ts";

const candidatesView = async () => (await import("#lib/domain/candidate.ts")).CandidatesView;

type Deed = "request" | "stop" | "discard";

/** A plan's candidates, and what can be done with all of them. */
export type Candidates = ReturnType<typeof useCandidates>;

/**
 * A plan's candidates, fetched anew when an event says that they changed, or, while they are shown, the plan did.
 * - `followed`: false fetches nothing and follows nothing.
 * - `flush`: saves this editor's edits first, so that the candidates are made from what the person sees.
 */
export function useCandidates(
  planId: string,
  { followed, shown, flush }: { followed: boolean; shown: boolean; flush: () => Promise<boolean> },
) {
  const cache = useQueryClient();
  const queryKey = useMemo(() => ["candidates", planId], [planId]);
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => getJson(`/api/plans/${planId}/candidates`, candidatesView, signal),
    enabled: followed,
    staleTime: Number.POSITIVE_INFINITY,
    // An old copy must never open the comparison again.
    gcTime: 0,
  });
  const refresh = () => void cache.invalidateQueries({ queryKey });
  const topic = `plan:${planId}`;
  const seq = query.data?.seq;
  useStream({
    topics: seq === undefined ? NONE : [topic],
    after: { [topic]: seq ?? 0 },
    onEvent: ({ body }) => {
      if (body.type === "candidates.changed" || (shown && body.type === "plan.patched")) refresh();
    },
    onGap: refresh,
  });

  const [busy, setBusy] = useState<Deed | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function act(deed: Deed, work: () => Promise<Result<unknown>>) {
    if (busy !== null) return;
    setBusy(deed);
    setProblem(null);
    try {
      if (deed === "request" && !(await flush())) {
        setProblem(NOT_SAVED);
        return;
      }
      await unwrap(work());
    } catch (cause) {
      setProblem(failureOf(cause).message);
    } finally {
      setBusy(null);
      refresh();
    }
  }
  const setId = query.data?.set?.id ?? "";
  return {
    view: query.data ?? null,
    error: query.error,
    refresh,
    busy,
    problem,
    request: (styles: CandidateStyle[], builtIn: boolean) =>
      void act("request", () => requestCandidates({ planId, styles, builtIn })),
    stop: () => void act("stop", () => stopCandidates({ planId, setId })),
    discard: () => void act("discard", () => discardCandidates({ planId, setId })),
  };
}

const NONE: readonly string[] = [];
