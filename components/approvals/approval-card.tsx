"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { ApprovalRequest, ApprovalStatus, ApprovalView } from "#lib/domain/approval.ts";
import { Moment } from "#components/shell/moment.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { AnswerForm } from "./answer-form.tsx";
import { CallDecision } from "./call-decision.tsx";
import { CallFacts } from "./call-facts.tsx";
import { OutputDecision } from "./output-decision.tsx";
import { OutputFacts } from "./output-facts.tsx";

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
  const { request, status } = approval;
  const pending = status === "pending";
  const look = LOOKS[status];
  const heading = headingOf(request);
  return (
    <article aria-label={`${approval.stepTitle}: ${heading}`} className="rounded-lg border bg-surface">
      <header className="flex flex-wrap items-start gap-x-3 gap-y-1 px-4 pt-3">
        <div className="min-w-0 flex-1 basis-72">
          <h3 className="font-semibold wrap-anywhere">{heading}</h3>
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
        <Badge tone={look.tone}>{look.word}</Badge>
      </header>
      <div className="flex flex-col gap-3 px-4 py-3">
        {request.kind === "call" && <CallFacts request={request} edited={approval.editedArgs} />}
        {request.kind === "output" && <OutputFacts request={request} />}
        {request.kind === "output" && pending && (
          <OutputDecision key={approval.id} approvalId={approval.id} request={request} refresh={refresh} />
        )}
        {request.kind === "answer" && pending && (
          <AnswerForm key={approval.id} approvalId={approval.id} form={request.form} refresh={refresh} />
        )}
        {request.kind === "call" && pending && (
          <CallDecision key={approval.id} approval={approval} request={request} refresh={refresh} />
        )}
        <Facts approval={approval} />
      </div>
    </article>
  );
}

function headingOf(request: ApprovalRequest): string {
  if (request.kind === "answer") return request.title;
  return request.kind === "call" ? `${request.toolTitle}?` : `May what ${request.toolTitle} gave go on?`;
}

/** Who may decide, how many must, until when; and what was decided. */
function Facts({ approval }: { approval: ApprovalView }) {
  const { terms, votes, status } = approval;
  const pending = status === "pending";
  const parts: ReactNode[] = [];
  if (pending) {
    const who = approval.delegatedTo
      ? `${approval.delegatedTo.name} decides`
      : `${listed(terms.roles.map((role) => `${role}s`))} decide${terms.notTheStarter ? ", but not whoever started the run" : ""}`;
    parts.push(who);
    if (terms.votes > 1 && !approval.delegatedTo)
      parts.push(`${votes.length} of ${terms.votes} have approved`);
    parts.push(
      <>
        refused by itself <Moment at={approval.expiresAt} />
      </>,
    );
  } else if (approval.decidedAt) {
    parts.push(
      <>
        {approval.decidedBy ?? "Planwright"}, <Moment at={approval.decidedAt} />
      </>,
    );
  }
  return (
    <p className="text-xs text-muted">
      Asked <Moment at={approval.createdAt} />
      {parts.map((part, index) => (
        // They are never reordered.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index}> · {part}</span>
      ))}
      {approval.reason && <span className="wrap-anywhere"> · “{approval.reason}”</span>}
    </p>
  );
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  const text = words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
