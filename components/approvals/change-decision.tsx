"use client";

import Link from "next/link";
import { useState } from "react";
import { approveRequest } from "#lib/actions/approve-request.ts";
import { ReplanVote, type ApprovalView, type ChangeRequest } from "#lib/domain/approval.ts";
import { needsIn } from "#lib/domain/new-needs.ts";
import { NewNeeds } from "#components/run-view/new-needs.tsx";
import { useVerb } from "#components/shell/use-verb.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { DecisionButtons } from "./decision-buttons.tsx";
import { Refusal } from "./refusal.tsx";

/** What becomes of a run's plan, and what that needs anew. */
export function ChangeFacts({
  request: { by, changes, again, needs, replanId },
  approval,
  withRun,
}: {
  request: ChangeRequest;
  approval: ApprovalView;
  /** Points to the run, where the reader is not on its page. */
  withRun: boolean;
}) {
  const { chosen } = ReplanVote.catch({ chosen: null, accepts: [] }).parse(approval.editedArgs ?? {});
  return (
    <>
      <p className="text-muted wrap-anywhere">
        {by} {replanId === null ? "has edited" : "proposes to change"} the steps that have not started. The
        run goes on by the plan that it has until this is decided.
      </p>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {changes.map((words, at) => (
          // Changes may have the same words, and are never reordered.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className="wrap-anywhere">
            {words}
            {chosen !== null && !chosen.includes(at) && (
              <span className="text-muted"> · left out by who has voted so far</span>
            )}
          </li>
        ))}
        {again.map((words) => (
          <li key={words} className="wrap-anywhere">
            {words}
          </li>
        ))}
      </ul>
      {needs.length > 0 && (
        <section aria-label="New for the run">
          <p className="font-medium">The run was not approved for this, and needs it then. It</p>
          <ul className="mt-1 list-disc pl-5 wrap-anywhere">
            {needs.map((need) => (
              <li key={need}>{need}</li>
            ))}
          </ul>
        </section>
      )}
      {withRun && replanId !== null && approval.status === "pending" && changes.length > 1 && (
        <p>
          <Link href={`/runs/${approval.runId}`} className="text-accent underline">
            Choose among the changes on the page of the run
          </Link>
        </p>
      )}
    </>
  );
}

/** Lets the run go on by the changed plan, or refuses that with a reason. */
export function ChangeDecision({
  approval,
  request,
  refresh,
}: {
  approval: ApprovalView;
  request: ChangeRequest;
  refresh: () => void;
}) {
  const verb = useVerb(refresh);
  const [refusing, setRefusing] = useState(false);
  /** What accepting it would allow the run anew that the request did not say; empty: nobody has tried, or nothing is new. */
  const [asked, setAsked] = useState<readonly string[]>([]);
  const { id: approvalId } = approval;
  const replan = request.replanId !== null;
  const voted = ReplanVote.catch({ chosen: null, accepts: [] }).parse(approval.editedArgs ?? {});

  const approve = (accepts: readonly string[]) => {
    const vote = { chosen: voted.chosen && [...voted.chosen], accepts: [...accepts] };
    void verb.run(
      "approve",
      () => approveRequest({ approvalId, ...(replan && { args: vote }) }),
      ({ decided }) =>
        showToast(
          decided
            ? "Approved. The run goes on with the changed plan."
            : "Your vote counts; others must approve too.",
        ),
      (failure) => {
        setAsked(needsIn(failure));
        return needsIn(failure).length > 0;
      },
    );
  };

  if (refusing) {
    return (
      <Refusal
        approvalId={approvalId}
        mayReplan={replan}
        hint="The run goes on by the plan that it has."
        refresh={refresh}
        onBack={() => setRefusing(false)}
      />
    );
  }
  return (
    <>
      <NewNeeds
        needs={asked}
        allowLabel="Allow and accept"
        busy={verb.busy === "approve"}
        onAllow={() => approve(asked)}
        onCancel={() => setAsked([])}
      />
      <DecisionButtons>
        <Button variant="primary" busy={verb.busy === "approve"} onClick={() => approve(request.needs)}>
          Accept the change
        </Button>
        <Button onClick={() => setRefusing(true)}>Refuse…</Button>
      </DecisionButtons>
    </>
  );
}
