import type { ReactNode } from "react";
import type { ApprovalView } from "#lib/domain/approval.ts";
import { Moment } from "#components/shell/moment.tsx";
import { termsWords } from "./terms-words.ts";

/** Who may decide, how many must, until when; and what was decided. */
export function ApprovalTermsLine({ approval }: { approval: ApprovalView }) {
  const { terms, votes, status, request } = approval;
  const pending = status === "pending";
  const asks = request.kind === "answer";
  const parts: ReactNode[] = [];
  if (pending) {
    const who = approval.delegatedTo
      ? `Handed to ${approval.delegatedTo.name}${approval.delegatedBy ? ` by ${approval.delegatedBy}` : ""}, who alone ${asks ? "answers" : "decides"}`
      : termsWords(terms, asks ? "answer" : "decide");
    parts.push(who);
    if (terms.votes > 1 && !approval.delegatedTo)
      parts.push(`${votes.length} of ${terms.votes} have approved`);
    parts.push(
      <>
        {asks
          ? request.otherwise
            ? "goes on without an answer"
            : "fails without an answer"
          : "refused by itself"}{" "}
        <Moment at={approval.expiresAt} ahead />
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
