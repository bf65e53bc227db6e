"use client";

import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { getJson } from "#components/shell/api.ts";
import { ToolSpec } from "#lib/domain/tool.ts";
import { PlanView } from "#lib/domain/view.ts";

/** The plan as the server has it. The open editor keeps itself up to date from there by events. */
export function usePlan(planId: string) {
  return useQuery({
    queryKey: ["plan", planId],
    queryFn: ({ signal }) => getJson(`/api/plans/${encodeURIComponent(planId)}`, PlanView, signal),
    refetchOnWindowFocus: false,
    // Events move the editor on and not this copy, so an old copy is never shown again.
    gcTime: 0,
  });
}

/** All tools that a step can use. */
export function useTools() {
  return useQuery({
    queryKey: ["tools"],
    queryFn: ({ signal }) => getJson("/api/tools", z.array(ToolSpec), signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}
