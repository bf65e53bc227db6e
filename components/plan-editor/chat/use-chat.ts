"use client";

import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { whenIdle } from "#components/shell/when-idle.ts";
import type { PlannerMessage } from "#lib/domain/chat.ts";
import type { chooseChanges } from "#lib/domain/choose-changes.ts";
import type { CommentThread } from "#lib/domain/comment.ts";
import type { Id } from "#lib/domain/ids.ts";
import type { PlanGraph } from "#lib/domain/plan.ts";
import { changeGraph, type ChangeGraph } from "#components/graph/change-graph.ts";
import { joinText } from "./join-text.ts";
import { useChatMessages } from "./use-chat-messages.ts";
import { useSending, type Sending } from "./use-sending.ts";

/** A plan's conversation with the planner, which proposal of it is drawn on the canvas, and what of it is chosen. */
export type Chat = ReturnType<typeof useChatMessages> & {
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Proposals that wait for a decision, oldest first. */
  waiting: PlannerMessage[];
  /** The proposal that is drawn while the chat is open; null when none waits. */
  shown: PlannerMessage | null;
  show: (messageId: Id) => void;
  /** Places of the chosen changes of a proposal: all, until a person chooses. */
  chosenOf: (message: PlannerMessage) => readonly number[];
  choose: (messageId: Id, chosen: readonly number[]) => void;
  /** What is written and not sent yet. */
  text: string;
  setText: (text: string) => void;
  /** The comments that the next message is about, with what their step is called; null: none. */
  about: About | null;
  setAbout: (about: About | null) => void;
  sending: Sending;
  /** Where a message is written, while the chat is open. */
  field: RefObject<HTMLTextAreaElement | null>;
  /** Opens the chat to be written in. */
  write: () => void;
  /** Opens the chat and sends a text; what is written there stays. */
  ask: (text: string) => void;
  /** Opens the chat with what a thread says, to be sent to the planner as it is or changed; what was written there stays before it. */
  answer: (thread: CommentThread) => void;
  /** The plan with the chosen changes, to be drawn; null when nothing is shown or it does not fit the plan any more. */
  preview: ChangeGraph | null;
};

export type About = { threadId: Id; stepTitle: string };

/**
 * @param graph the plan as this editor has it
 * @param enabled false where there is no chat: nothing is fetched then
 * @param editor its ways to save what is not saved yet, and to say something to screen readers
 */
export function useChat(
  planId: string,
  graph: PlanGraph,
  enabled: boolean,
  editor: { flush: () => Promise<boolean>; announce: (text: string) => void },
): Chat {
  const { flush, announce } = editor;
  const [open, setOpen] = useState(false);
  // What was said before is not what a plan is opened for: its steps come first.
  const [idle, setIdle] = useState(false);
  useEffect(() => whenIdle(() => setIdle(true)), []);
  const conversation = useChatMessages(planId, enabled && (idle || open));
  const { messages } = conversation;
  const [text, setText] = useState("");
  const [about, setAbout] = useState<About | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  /** What had the focus may have been a button that is disabled meanwhile; who writes somewhere else by now goes on there. */
  const settle = () => {
    conversation.refresh();
    if (!document.activeElement?.matches("input, textarea, select"))
      field.current?.focus({ preventScroll: true });
  };
  const sending = useSending(planId, {
    flush,
    done: (sent, threadId) => {
      // A person may have written on meanwhile.
      setText((written) => (written === sent ? "" : written));
      setAbout((now) => (now?.threadId === threadId ? null : now));
      announce("Sent.");
      settle();
    },
    failed: (words) => {
      setText((written) => joinText(written, words));
      settle();
    },
  });
  const [picked, setPicked] = useState<Id | null>(null);
  const [choices, setChoices] = useState<ReadonlyMap<Id, readonly number[]>>(new Map());
  const waiting = useMemo(
    () =>
      messages.flatMap((message) =>
        message.role === "planner" && message.status === "proposed" ? [message] : [],
      ),
    [messages],
  );
  const shown = waiting.find(({ id }) => id === picked) ?? waiting.at(-1) ?? null;
  const chosenOf = useCallback(
    (message: PlannerMessage) => choices.get(message.id) ?? [...message.changes.keys()],
    [choices],
  );
  // What fits a part of a proposal to a plan reads conditions, and comes with the first look at one.
  const [choosing, setChoosing] = useState<{ chooseChanges: typeof chooseChanges } | null>(null);
  const looked = open && shown !== null;
  useEffect(() => {
    if (looked) import("#lib/domain/choose-changes.ts").then(setChoosing, () => undefined);
  }, [looked]);
  const preview = useMemo(() => {
    if (!open || !shown || !choosing) return null;
    const choice = choosing.chooseChanges(graph, shown.changes, chosenOf(shown));
    return choice.ok ? changeGraph(graph, choice.graph) : null;
  }, [open, shown, graph, chosenOf, choosing]);
  return {
    ...conversation,
    open,
    setOpen,
    waiting,
    shown,
    show: setPicked,
    chosenOf,
    text,
    setText,
    about,
    setAbout,
    sending,
    field,
    write: () => {
      setOpen(true);
      // When it was closed its field takes the focus by itself.
      field.current?.focus({ preventScroll: true });
    },
    ask: (wish) => {
      setOpen(true);
      sending.send(wish, null);
    },
    answer: ({ id, stepId, stepTitle, comments }) => {
      const title = graph.steps.find((step) => step.id === stepId)?.title ?? stepTitle;
      setText((written) => joinText(written, comments.at(-1)?.text ?? ""));
      setAbout({ threadId: id, stepTitle: title });
      setOpen(true);
    },
    choose: (messageId, chosen) => setChoices((known) => new Map(known).set(messageId, chosen)),
    preview,
  };
}
