"use client";

import { useState } from "react";
import { acceptReplan } from "#lib/actions/accept-replan.ts";
import { rejectReplan } from "#lib/actions/reject-replan.ts";
import { withNeeded, withoutNeeding } from "#lib/domain/needed-changes.ts";
import { chooseChanges } from "#lib/domain/choose-changes.ts";
import { needsIn } from "#lib/domain/new-needs.ts";
import { ReplanVote } from "#lib/domain/approval.ts";
import type { ReplanView } from "#lib/domain/replan.ts";
import type { RunView } from "#lib/domain/view.ts";
import { ApprovalTermsLine } from "#components/approvals/approval-terms-line.tsx";
import { HandOver } from "#components/approvals/hand-over.tsx";
import { useApprovals, useRefreshApprovals } from "#components/approvals/use-approvals.ts";
import { ForThose, useMay } from "#components/shell/reader.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { NewNeeds } from "../new-needs.tsx";
import { stepTitles } from "../step-titles.ts";
import { useVerb } from "#components/shell/use-verb.ts";
import { ProposalButtons } from "./proposal-buttons.tsx";
import { ReplanChanges } from "./replan-changes.tsx";
import { ReplanEffects } from "./replan-effects.tsx";
import { ReplanReason } from "./replan-reason.tsx";

/** A replan that waits for a decision: why, what it does to each step, and a choice among its changes when there are several. */
export function ReplanProposal({
  run,
  replan,
  refresh,
}: {
  run: RunView;
  replan: ReplanView;
  refresh: () => void;
}) {
  const refreshRequests = useRefreshApprovals();
  const verb = useVerb(() => {
    refresh();
    refreshRequests();
  });
  const requests = useApprovals({ open: true, run: run.id, signature: `replan ${replan.id}` });
  // There is one where a rule says who accepts replans.
  const request = requests.data?.items.find(
    (one) => one.request.kind === "change" && one.request.replanId === replan.id,
  );
  const role = useMay("decide");
  const mayDecide = request ? request.rights.decide : role && !requests.isPending;
  const { changes } = replan;
  const [picked, setChosen] = useState<readonly number[] | null>(null);
  const voted = ReplanVote.safeParse(request?.editedArgs).data?.chosen ?? null;
  const chosen = picked ?? voted ?? [...changes.keys()];
  const title = stepTitles(
    run.graph,
    changes.flatMap(({ operations }) => operations),
  );
  const input = { runId: run.id, replanId: replan.id };
  /** What accepting these changes would allow the run anew; null: nobody has tried, or nothing is new. */
  const [asked, setAsked] = useState<{ places: readonly number[] | null; needs: readonly string[] } | null>(
    null,
  );
  const accept = (name: string, places: readonly number[] | null, accepts: readonly string[] = []) =>
    void verb.run(
      name,
      (idempotencyKey) =>
        acceptReplan({ ...input, chosen: places && [...places], accepts: [...accepts], idempotencyKey }),
      ({ decided }) => {
        setAsked(null);
        if (!decided) showToast("Your vote counts; others must approve too.");
      },
      (failure) => {
        const needs = needsIn(failure);
        setAsked(needs.length > 0 ? { places, needs } : null);
        return needs.length > 0;
      },
    );

  function toggle(at: number, on: boolean) {
    const wanted = on ? withNeeded(changes, [...chosen, at]) : withoutNeeding(changes, chosen, at);
    // What the server would take along is ticked at once.
    const fitted = chooseChanges(run.graph, changes, wanted);
    setChosen(fitted.ok ? fitted.chosen : wanted);
    setAsked(null);
  }

  return (
    <section aria-label="Proposed replan" className="rounded-md border border-accent/40 bg-surface">
      <div className="flex flex-wrap items-start gap-3 px-3 py-2.5">
        <div className="min-w-0 flex-1 basis-80">
          <h2 className="font-semibold">{headingOf(replan)}</h2>
          <ReplanReason replan={replan} title={title} />
          {replan.explanation && <p className="mt-1 [overflow-wrap:anywhere]">{replan.explanation}</p>}
        </div>
        {mayDecide && (
          <ProposalButtons
            replan={replan}
            chosen={chosen}
            busy={verb.busy}
            onReject={() => void verb.run("reject", () => rejectReplan(input))}
            onAccept={accept}
          />
        )}
      </div>
      {request ? (
        <div className="flex flex-col gap-2 border-t px-3 py-2.5">
          <HandOver approval={request} refresh={refreshRequests} />
          <ApprovalTermsLine approval={request} />
        </div>
      ) : (
        !role && (
          <div className="border-t px-3 py-2.5">
            <ForThose who="decide">{null}</ForThose>
          </div>
        )
      )}
      {asked && (
        <NewNeeds
          needs={asked.needs}
          allowLabel="Allow and accept"
          busy={verb.busy === "allow"}
          onAllow={() => accept("allow", asked.places, asked.needs)}
          onCancel={() => setAsked(null)}
        />
      )}
      {changes.length > 1 && mayDecide && (
        <ReplanChanges changes={changes} chosen={chosen} onToggle={toggle} />
      )}
      <ReplanEffects replan={replan} title={title} />
    </section>
  );
}

function headingOf({ choice, changes }: ReplanView): string {
  if (changes.length > 0) return "The planner proposes a replan";
  return choice === "fall_back"
    ? "The planner proposes to go on with a fallback"
    : "The planner proposes to try again";
}
