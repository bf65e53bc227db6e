"use client";

import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { ApiError, getJson } from "#components/shell/api.ts";

/** How often an open page asks whether its link still holds. */
const ASK_MS = 3_000;

/** Whether the link still holds. What a server says that cannot be reached does not end it. */
export function useLinkHolds(token: string): boolean {
  const { error } = useQuery({
    queryKey: ["share", token],
    queryFn: ({ signal }) => getJson(`/api/share/${token}`, z.object({ expiresAt: z.string() }), signal),
    refetchInterval: (query) => (isGone(query.state.error) ? false : ASK_MS),
    refetchIntervalInBackground: false,
  });
  return !isGone(error);
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.code === "not_found";
}
