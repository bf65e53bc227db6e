"use client";

import { Ban, Check, CircleAlert, CircleHelp, CircleSlash, PencilLine, X } from "lucide-react";
import type { ReactNode } from "react";
import { Moment } from "#components/shell/moment.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { ChatMessage, ChatStatus, PlannerMessage } from "#lib/domain/chat.ts";
import { useEditor } from "../editor-context.ts";
import { ChatHelp } from "./chat-help.tsx";
import { DecidedProposal, OpenProposal } from "./proposal-card.tsx";
import { usageText } from "#lib/domain/cost-text.ts";
import type { Chat } from "./use-chat.ts";
import { useDecision } from "./use-decision.ts";

const LOOKS: Record<Exclude<ChatStatus, "working">, { tone: Tone; word: string; icon: ReactNode }> = {
  proposed: { tone: "waiting", word: "Proposed", icon: <PencilLine /> },
  accepted: { tone: "succeeded", word: "Accepted", icon: <Check /> },
  rejected: { tone: "cancelled", word: "Rejected", icon: <X /> },
  void: { tone: "cancelled", word: "No longer holds", icon: <CircleSlash /> },
  answered: { tone: "neutral", word: "Nothing changed", icon: <CircleHelp /> },
  failed: { tone: "failed", word: "Failed", icon: <CircleAlert /> },
};

/** One message of the conversation. */
export function MessageItem({
  message,
  chat,
  afterwards,
}: {
  message: ChatMessage;
  chat: Chat;
  /** Runs when a person has decided about it, or could not. */
  afterwards: () => void;
}) {
  if (message.role === "person") {
    return (
      <li className="ml-6 flex flex-col items-end gap-1">
        <p className="rounded-lg rounded-br-sm bg-accent-soft px-3 py-2 [overflow-wrap:anywhere] whitespace-pre-wrap">
          {message.text}
        </p>
        <p className="text-xs text-muted">
          {message.author.name}, <Moment at={message.createdAt} />
        </p>
      </li>
    );
  }
  return (
    <li className="mr-2 flex flex-col gap-2 rounded-lg rounded-bl-sm border bg-raised px-3 py-2.5">
      <Answer message={message} chat={chat} afterwards={afterwards} />
    </li>
  );
}

type AnswerProps = { message: PlannerMessage; chat: Chat; afterwards: () => void };

function Answer({ message, chat, afterwards }: AnswerProps) {
  if (message.status === "working") return <Working message={message} afterwards={afterwards} />;
  const look = LOOKS[message.status];
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={look.tone} icon={look.icon}>
          {look.word}
        </Badge>
        <span className="text-xs text-muted">
          {message.decidedBy ? `by ${message.decidedBy}` : (message.answeredBy ?? "Planner")}
          {message.use && ` · ${usageText(message.use)}`}
        </span>
      </div>
      {message.text !== "" && ["proposed", "answered", "failed"].includes(message.status) && (
        <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{message.text}</p>
      )}
      {message.outcome && <p>{message.outcome}</p>}
      {message.status === "proposed" ? (
        <OpenProposal message={message} chat={chat} afterwards={afterwards} />
      ) : (
        message.changes.length > 0 && <DecidedProposal message={message} />
      )}
      {message.status === "answered" && <ChatHelp />}
    </>
  );
}

function Working({ message, afterwards }: Omit<AnswerProps, "chat">) {
  const { mayEdit } = useEditor();
  const decision = useDecision(message, afterwards);
  return (
    <div className="flex items-center gap-2 text-muted">
      <Spinner />
      <span className="flex-1">Reading the message</span>
      {mayEdit && (
        <Button
          size="small"
          variant="ghost"
          icon={<Ban />}
          busy={decision.busy !== null}
          onClick={() => decision.decide("reject", null)}
        >
          Stop
        </Button>
      )}
    </div>
  );
}
