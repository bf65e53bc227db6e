"use client";

import { Inbox as InboxIcon } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { failureOf } from "#components/shell/api.ts";
import { EmptyPage } from "#components/shell/empty-page.tsx";
import { Pager } from "#components/shell/pager.tsx";
import { useListParams } from "#components/shell/use-list-params.ts";
import { buttonClasses } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { ApprovalCard } from "./approval-card.tsx";
import { useApprovals, useRefreshApprovals } from "./use-approvals.ts";

const PAGE_SIZE = 20;
const FILTERS = [
  { id: "", label: "For you" },
  { id: "all", label: "All waiting" },
  { id: "decided", label: "Decided" },
] as const;

function emptyTitle(request: string | null, filter: string): string {
  if (request !== null) return "There is no such request";
  if (filter === "decided") return "Nothing was decided yet";
  return filter === "all" ? "Nothing waits" : "Nothing waits for you";
}

/** Where to go from a list that is empty. */
function onward(request: string | null, filter: string): { href: string; label: string } {
  if (request !== null) return { href: "/approvals", label: "Show what waits for you" };
  if (filter === "") return { href: "/approvals?status=all", label: "Show all that wait" };
  return { href: "/runs", label: "Show the runs" };
}

/**
 * What waits for the reader, everything that runs of the workspace wait for, and what was decided before, the newest first; or the one
 * request that a notice led to.
 */
export function Inbox() {
  const { params, hrefWith } = useListParams();
  const open = params.filter !== "decided";
  const cursor = params.trail.at(-1);
  const mine = params.filter === "";
  const request = useSearchParams().get("request");
  const approvals = useApprovals({
    open,
    mine,
    limit: PAGE_SIZE,
    ...(cursor && { cursor }),
    ...(request && { request }),
  });
  const refresh = useRefreshApprovals();
  /** What is shown until the answer comes is of another filter or page: that it is empty says nothing of this one. */
  const unknown = approvals.isPending || (approvals.isPlaceholderData && approvals.data.items.length === 0);
  const onwards = onward(request, params.filter);
  return (
    <>
      <nav aria-label="Filter by state" className="flex flex-wrap items-center gap-1">
        {FILTERS.map(({ id, label }) => (
          <Link
            key={id}
            href={hrefWith({ filter: id, trail: [] })}
            replace
            aria-current={request === null && params.filter === id ? "true" : undefined}
            className={classes(
              "inline-flex h-control-sm items-center rounded-md px-2.5 font-medium hover:bg-hover",
              request === null && params.filter === id ? "bg-accent-soft text-accent" : "text-muted",
            )}
          >
            {label}
          </Link>
        ))}
        {approvals.isPlaceholderData && !unknown && (
          <span className="ml-2 animate-late text-muted">
            <Spinner label="Loading requests" />
          </span>
        )}
      </nav>
      {unknown && (
        <div className="rounded-lg border bg-surface">
          <SkeletonRows rows={4} label="Loading requests" />
        </div>
      )}
      {approvals.isError && (
        <ErrorNote {...failureOf(approvals.error)} onRetry={() => void approvals.refetch()} />
      )}
      {approvals.data?.items.length === 0 && !unknown && (
        <div className="rounded-lg border bg-surface">
          {approvals.data.total > 0 ? (
            <EmptyPage href={hrefWith({ trail: [] })} />
          ) : (
            <EmptyState
              icon={<InboxIcon />}
              title={emptyTitle(request, params.filter)}
              action={
                <Link href={onwards.href} className={buttonClasses()}>
                  {onwards.label}
                </Link>
              }
            >
              Steps that ask before they act, and steps that ask a person something, turn up here while their
              run waits.
            </EmptyState>
          )}
        </div>
      )}
      {approvals.data && approvals.data.items.length > 0 && (
        <ul
          aria-label="Requests"
          aria-busy={approvals.isPlaceholderData}
          className="flex flex-col gap-3 transition-opacity aria-busy:opacity-60 aria-busy:delay-300"
        >
          {approvals.data.items.map((approval) => (
            <li key={approval.id}>
              <ApprovalCard approval={approval} withRun refresh={refresh} />
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
          busy={approvals.isPlaceholderData}
          href={(trail) => hrefWith({ trail })}
        />
      )}
    </>
  );
}
