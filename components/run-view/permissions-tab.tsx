"use client";

import { useQuery } from "@tanstack/react-query";
import { allowanceWords } from "#lib/domain/allowance.ts";
import type { ApprovalView } from "#lib/domain/approval.ts";
import { RunPermissions } from "#lib/domain/run-preview.ts";
import type { ToolSpec } from "#lib/domain/tool.ts";
import type { RunView } from "#lib/domain/view.ts";
import { ManifestFacts } from "#components/approvals/manifest-facts.tsx";
import { failureOf, getJson } from "#components/shell/api.ts";
import { Moment } from "#components/shell/moment.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** What the run may do: what it was approved for, by whom, and what members have allowed it since. */
export function PermissionsTab({ run, tools }: { run: RunView; tools: readonly ToolSpec[] }) {
  const waiting = run.steps.filter(({ waitingFor }) => waitingFor === "approval").length;
  const asked = useQuery({
    // A move to another version may widen it, a decision may allow more.
    queryKey: ["run-permissions", run.id, run.versionNumber, run.status, run.held, waiting],
    queryFn: ({ signal }) => getJson(`/api/runs/${run.id}/permissions`, RunPermissions, signal),
    placeholderData: (before) => before,
  });
  if (asked.isPending) return <SkeletonRows rows={4} label="Loading what the run may do" />;
  if (!asked.data) return <ErrorNote {...failureOf(asked.error)} onRetry={() => void asked.refetch()} />;
  const { manifest, startedBy, approvals, allowances } = asked.data;
  return (
    <div className="flex flex-col gap-4 px-4 py-3">
      <section aria-labelledby="approved-for">
        <h3 id="approved-for" className="mb-2 font-semibold">
          What this run may do
        </h3>
        {manifest === null ? (
          <p className="text-muted">It began before runs were held to what they were approved for.</p>
        ) : (
          <ManifestFacts manifest={manifest} tools={tools} />
        )}
        <ul className="mt-3 flex flex-col gap-1 text-muted">
          <li>
            {startedBy ?? "Planwright"} started it, <Moment at={run.createdAt} />
          </li>
          {approvals.map((approval) => (
            <li key={approval.id} className="wrap-anywhere">
              {decisionWords(approval)}
              {approval.decidedAt && (
                <>
                  , <Moment at={approval.decidedAt} />
                </>
              )}
              {approval.reason && `: “${approval.reason}”`}
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="allowed-since">
        <h3 id="allowed-since" className="mb-2 font-semibold">
          Allowed without asking again
        </h3>
        {allowances.length === 0 && (
          <p className="text-muted">Nothing: every call that asks is decided by itself.</p>
        )}
        <ul className="flex flex-col gap-1">
          {allowances.map(({ id, allowance, by, at }) => (
            <li key={id} className="wrap-anywhere">
              {tools.find(({ name }) => name === allowance.tool)?.title ?? allowance.tool}{" "}
              {allowanceWords(allowance)}
              <span className="text-xs text-muted">
                {" "}
                · {by}, <Moment at={at} />
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function decisionWords({ status, decidedBy, votes, request }: ApprovalView): string {
  const what = request.kind === "change" ? "a change of its plan" : "its plan";
  if (status === "pending")
    return votes.length === 0 ? `Waits for an approval of ${what}` : `Waits for more approvals of ${what}`;
  if (status === "approved") return `${votes.map(({ name }) => name).join(" and ")} approved ${what}`;
  if (status === "refused") return `${decidedBy ?? "Planwright"} refused ${what}`;
  return status === "expired" ? `Nobody approved ${what} in time` : `The question about ${what} was dropped`;
}
