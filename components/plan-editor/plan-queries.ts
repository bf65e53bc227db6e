"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson } from "#components/shell/api.ts";
import type { Policy } from "#lib/domain/policy.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { PlanView } from "#lib/domain/view.ts";

/** The page brings the first answers itself; what checks later ones comes with them. */
const schemas = () => import("./plan-schemas.ts");

/**
 * The plan as the server has it. The open editor keeps itself up to date from there by events, so this copy is fetched
 * again only when events were missed.
 * @param initial what the page was rendered with
 */
export function usePlan(initial: PlanView) {
  return useQuery({
    queryKey: ["plan", initial.id],
    queryFn: ({ signal }) =>
      getJson(`/api/plans/${initial.id}`, async () => (await schemas()).PlanView, signal),
    initialData: initial,
    staleTime: Number.POSITIVE_INFINITY,
    // An old copy must never open the editor again.
    gcTime: 0,
  });
}

/** All tools that a step can use. */
export function useTools(initial: ToolSpec[]) {
  return useQuery({
    queryKey: ["tools"],
    queryFn: ({ signal }) => getJson("/api/tools", async () => (await schemas()).ToolList, signal),
    initialData: initial,
    staleTime: 60_000,
  });
}

/** The policy that the plan is held to: looked up again when the reader comes back to the page, for somebody may have changed it. */
export function usePolicy(initial: Policy) {
  return useQuery({
    queryKey: ["policy-in-force"],
    queryFn: ({ signal }) => getJson("/api/policy/in-force", async () => (await schemas()).Policy, signal),
    initialData: initial,
    staleTime: 5_000,
    // That of an earlier page may be another one than this page was rendered with.
    gcTime: 0,
  });
}

/** What the workspace's secrets are called, for a step that needs one. */
export function useSecretNames() {
  return useQuery({
    queryKey: ["secret-names"],
    queryFn: ({ signal }) => getJson("/api/secrets/names", async () => (await schemas()).SecretNames, signal),
    staleTime: 10_000,
  });
}
