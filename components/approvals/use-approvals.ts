"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ToolSpec } from "#lib/domain/tool.ts";
import { getJson } from "#components/shell/api.ts";

/** Every page counts what waits, and none needs the schemas before the first answer. */
const approvalPage = async () => (await import("./approval-schemas.ts")).ApprovalPage;
const deciders = async () => (await import("./approval-schemas.ts")).Deciders;
const toolList = async () => (await import("./approval-schemas.ts")).ToolList;
const REFRESH_MS = 5_000;
/** Of what every page shows, wherever its reader is. */
const COUNT_MS = 15_000;

/**
 * Requests that wait, or were decided.
 * @param of.mine only those that wait for the reader; `of.request` this one, however it stands
 * @param of.run those of one run; `of.signature` changes when the run's waiting steps do, so that they are read again at once
 */
export function useApprovals(of: {
  open: boolean;
  mine?: boolean;
  request?: string;
  run?: string;
  signature?: string;
  cursor?: string;
  limit?: number;
}) {
  const { open, mine = false, request, run, signature = "", cursor, limit = 20 } = of;
  const search = new URLSearchParams({ open: String(open), limit: String(limit) });
  if (mine) search.set("mine", "true");
  if (request) search.set("request", request);
  if (run) search.set("run", run);
  if (cursor) search.set("cursor", cursor);
  return useQuery({
    queryKey: ["approvals", search.toString(), signature],
    queryFn: ({ signal }) => getJson(`/api/approvals?${search}`, approvalPage, signal),
    placeholderData: keepPreviousData,
    refetchInterval: open ? REFRESH_MS : false,
  });
}

/** How many requests wait for the reader's own decision; 0 while it is not known. */
export function useWaitingCount(): number {
  const count = useQuery({
    queryKey: ["approvals", "count"],
    queryFn: ({ signal }) => getJson("/api/approvals?mine=true&limit=1", approvalPage, signal),
    refetchInterval: COUNT_MS,
    select: ({ total }) => total,
  });
  return count.data ?? 0;
}

/** Members to whom a request may be handed; asked for while `wanted`. */
export function useDeciders(approvalId: string, wanted: boolean) {
  return useQuery({
    queryKey: ["deciders", approvalId],
    queryFn: ({ signal }) => getJson(`/api/approvals/${approvalId}/deciders`, deciders, signal),
    enabled: wanted,
  });
}

/** Has every list and count of requests read anew. */
export function useRefreshApprovals(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["approvals"] });
}

/** All tools, for what they are called and take; empty while they are not known. */
export function useAllTools(): readonly ToolSpec[] {
  const tools = useQuery({
    queryKey: ["tools"],
    queryFn: ({ signal }) => getJson("/api/tools", toolList, signal),
    staleTime: 60_000,
  });
  return tools.data ?? [];
}
