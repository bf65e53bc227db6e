"use client";

import type { RunView } from "#lib/domain/view.ts";
import { ApprovalCard } from "./approval-card.tsx";
import { useApprovals, useRefreshApprovals } from "./use-approvals.ts";

/** What a run waits for, in place: the reader decides without leaving it. */
export function RunApprovals({ run }: { run: RunView }) {
  const waiting = run.steps.filter(
    ({ waitingFor, undoes }) =>
      undoes === null && (waitingFor === "approval" || waitingFor === "answer" || waitingFor === "spend"),
  );
  const signature =
    waiting.map(({ stepId, attempt }) => `${stepId} ${attempt}`).join() +
    (run.held || run.editAsked ? ` version ${run.versionNumber}` : "");
  return waiting.length === 0 && !run.held && !run.editAsked ? null : (
    <Requests runId={run.id} signature={signature} />
  );
}

function Requests({ runId, signature }: { runId: string; signature: string }) {
  const approvals = useApprovals({ open: true, run: runId, signature });
  const refresh = useRefreshApprovals();
  // A replan is decided where it is shown.
  const items = (approvals.data?.items ?? []).filter(
    ({ request }) => request.kind !== "change" || request.replanId === null,
  );
  if (items.length === 0) return null;
  return (
    // A narrow page is scrolled as a whole.
    <section
      aria-label="Waits for you"
      className="flex flex-col gap-2 lg:max-h-[45vh] lg:scroll-pb-14 lg:overflow-y-auto"
    >
      {items.map((approval) => (
        <ApprovalCard key={approval.id} approval={approval} refresh={refresh} />
      ))}
    </section>
  );
}
