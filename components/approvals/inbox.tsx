"use client";

import { Inbox as InboxIcon } from "lucide-react";
import Link from "next/link";
import { failureOf } from "#components/shell/api.ts";
import { Pager } from "#components/shell/pager.tsx";
import { useListParams } from "#components/shell/use-list-params.ts";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import { useApprovals } from "./use-approvals.ts";

const PAGE_SIZE = 20;
const FILTERS = [
  { id: "", label: "Waiting" },
  { id: "decided", label: "Decided" },
] as const;

/** Everything that runs of the workspace wait for, the newest first, and what was decided before. */
export function Inbox() {
  const { params, hrefWith } = useListParams();
  const open = params.filter !== "decided";
  const cursor = params.trail.at(-1);
  const approvals = useApprovals({ open, limit: PAGE_SIZE, ...(cursor && { cursor }) });
  return (
    <>
      <nav aria-label="Filter by state" className="flex flex-wrap gap-1">
        {FILTERS.map(({ id, label }) => (
          <Link
            key={id}
            href={hrefWith({ filter: id, trail: [] })}
            replace
            aria-current={params.filter === id ? "true" : undefined}
            className={classes(
              "rounded-md px-2.5 py-1 font-medium hover:bg-hover",
              params.filter === id ? "bg-accent-soft text-accent" : "text-muted",
            )}
          >
            {label}
          </Link>
        ))}
      </nav>
      {approvals.isPending && (
        <div className="rounded-lg border bg-surface">
          <SkeletonRows rows={4} label="Loading requests" />
        </div>
      )}
      {approvals.isError && !approvals.data && (
        <ErrorNote {...failureOf(approvals.error)} onRetry={() => void approvals.refetch()} />
      )}
      {approvals.data?.items.length === 0 && (
        <div className="rounded-lg border bg-surface">
          <EmptyState icon={<InboxIcon />} title={open ? "Nothing waits for you" : "Nothing was decided yet"}>
            Steps that ask before they act, and steps that ask a person something, turn up here while their
            run waits.
          </EmptyState>
        </div>
      )}
      {approvals.data && approvals.data.items.length > 0 && (
        <ul aria-label="Requests" className="flex flex-col gap-3">
          {approvals.data.items.map((approval) => (
            <li key={approval.id}>
              <ApprovalCard approval={approval} withRun refresh={() => void approvals.refetch()} />
            </li>
          ))}
        </ul>
      )}
      {approvals.data && (
        <Pager
          trail={params.trail}
          shown={approvals.data.items.length}
          pageSize={PAGE_SIZE}
          total={approvals.data.total}
          next={approvals.data.next}
          href={(trail) => hrefWith({ trail })}
        />
      )}
    </>
  );
}
