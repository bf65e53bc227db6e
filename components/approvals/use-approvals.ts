"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApprovalView } from "#lib/domain/approval.ts";
import { page } from "#lib/domain/view.ts";
import { getJson } from "#components/shell/api.ts";

const ApprovalPage = page(ApprovalView);
const REFRESH_MS = 5_000;

/**
 * Requests that wait, or were decided.
 * @param of.run those of one run; `of.signature` changes when the run's waiting steps do, so that they are read again at once
 */
export function useApprovals(of: {
  open: boolean;
  run?: string;
  signature?: string;
  cursor?: string;
  limit?: number;
}) {
  const { open, run, signature = "", cursor, limit = 20 } = of;
  const search = new URLSearchParams({ open: String(open), limit: String(limit) });
  if (run) search.set("run", run);
  if (cursor) search.set("cursor", cursor);
  return useQuery({
    queryKey: ["approvals", search.toString(), signature],
    queryFn: ({ signal }) => getJson(`/api/approvals?${search}`, ApprovalPage, signal),
    placeholderData: keepPreviousData,
    refetchInterval: open ? REFRESH_MS : false,
  });
}
