"use client";

import { Hourglass } from "lucide-react";
import Link from "next/link";
import type { ApprovalStatus, ApprovalView } from "#lib/domain/approval.ts";
import { headingOf } from "#lib/domain/request-heading.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { ApprovalTermsLine } from "./approval-terms-line.tsx";
import { AnswerForm } from "./answer-form.tsx";
import { AnswerGiven } from "./answer-given.tsx";
import { CallDecision } from "./call-decision.tsx";
import { CallFacts } from "./call-facts.tsx";
import { ChangeDecision, ChangeFacts } from "./change-decision.tsx";
import { HandOver } from "./hand-over.tsx";
import { OutputDecision } from "./output-decision.tsx";
import { OutputFacts } from "./output-facts.tsx";
import { PlanDecision, PlanFacts } from "./plan-decision.tsx";
import { SpendDecision } from "./spend-decision.tsx";
import { writtenInstead } from "./written-instead.ts";

const LOOKS: Record<ApprovalStatus, { word: string; tone: Tone }> = {
  pending: { word: "Waiting", tone: "waiting" },
  approved: { word: "Approved", tone: "succeeded" },
  answered: { word: "Answered", tone: "succeeded" },
  refused: { word: "Refused", tone: "failed" },
  expired: { word: "Nobody decided in time", tone: "failed" },
  void: { word: "No longer needed", tone: "neutral" },
};

/** A request with all that there is to see before deciding, and the means to decide. */
export function ApprovalCard({
  approval,
  withRun = false,
  refresh,
}: {
  approval: ApprovalView;
  /** Says which run it is of, where that is not plain from the page. */
  withRun?: boolean;
  refresh: () => void;
}) {
  const { request, status, rights } = approval;
  const pending = status === "pending";
  const look = LOOKS[status];
  const heading = headingOf(request);
  return (
    <article aria-label={`${approval.stepTitle}: ${heading}`} className="rounded-lg border bg-surface">
      <header className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 pt-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="font-semibold wrap-anywhere">{heading}</h2>
          <p className="text-muted wrap-anywhere">
            {approval.stepTitle}
            {withRun && (
              <>
                {" · "}
                <Link href={`/runs/${approval.runId}`} className="text-accent underline">
                  run {approval.runNumber} of {approval.planTitle}
                </Link>
              </>
            )}
          </p>
        </div>
        {rights.toYou && <Badge tone="accent">Handed to you</Badge>}
        <Badge tone={look.tone}>{look.word}</Badge>
      </header>
      <div className="flex flex-col gap-3 px-4 py-3">
        {request.kind === "call" && <CallFacts request={request} edited={approval.editedArgs} />}
        {pending && approval.reminders > 0 && <StillWaiting approval={approval} />}
        {request.kind === "spend" && (
          <SpendDecision key={approval.id} approval={approval} request={request} refresh={refresh} />
        )}
        {request.kind === "output" && (
          <OutputFacts
            approvalId={approval.id}
            request={request}
            written={writtenInstead(approval.editedArgs)}
            large={approval.large}
            brief={!withRun}
          />
        )}
        {request.kind === "output" && rights.decide && (
          <OutputDecision key={approval.id} approval={approval} request={request} refresh={refresh} />
        )}
        {request.kind === "answer" && rights.decide && (
          <AnswerForm key={approval.id} approvalId={approval.id} form={request.form} refresh={refresh} />
        )}
        {approval.answer && request.kind === "answer" && (
          <AnswerGiven answer={approval.answer} form={request.form} />
        )}
        {request.kind === "call" && rights.decide && (
          <CallDecision key={approval.id} approval={approval} request={request} refresh={refresh} />
        )}
        {request.kind === "plan" && <PlanFacts request={request} />}
        {request.kind === "plan" && rights.decide && (
          <PlanDecision key={approval.id} approvalId={approval.id} refresh={refresh} />
        )}
        {request.kind === "change" && <ChangeFacts request={request} approval={approval} withRun={withRun} />}
        {request.kind === "change" && rights.decide && (
          <ChangeDecision key={approval.id} approval={approval} request={request} refresh={refresh} />
        )}
        <HandOver approval={approval} refresh={refresh} />
        <ApprovalTermsLine approval={approval} />
      </div>
    </article>
  );
}

/** That it has waited longer than it should. */
function StillWaiting({ approval: { createdAt, reminders, remindedAt } }: { approval: ApprovalView }) {
  return (
    <p className="flex items-center gap-1.5 text-status-waiting">
      <Hourglass aria-hidden className="size-4 shrink-0" />
      <span>
        Still waiting since <Moment at={createdAt} />, reminded{" "}
        {reminders === 1 ? "once" : `${reminders} times`}
        {remindedAt && (
          <>
            , last <Moment at={remindedAt} />
          </>
        )}
      </span>
    </p>
  );
}
