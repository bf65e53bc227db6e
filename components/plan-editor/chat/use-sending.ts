"use client";

import { useRef, useState } from "react";
import { ApiError, failureOf, unwrap } from "#components/shell/api.ts";
import { firstMessage } from "#components/shell/issue-messages.ts";
import { sendChatMessage } from "#lib/actions/send-chat-message.ts";
import type { Id } from "#lib/domain/ids.ts";
import { newId } from "#lib/domain/new-id.ts";
import { UNSAVED } from "./not-saved.ts";

/** Sends messages to the planner, one at a time. */
export type Sending = {
  busy: boolean;
  /** Why the last one was not sent. */
  error: string | null;
  forgetError: () => void;
  /** @param threadId the comments that it is about */
  send: (text: string, threadId: Id | null) => void;
};

/**
 * @param flush saves what is not saved yet: the planner is to see it. Gives whether all is
 * @param done is told of each message that was sent
 * @param failed gets what could not be sent, so that it is not lost
 */
export function useSending(
  planId: Id,
  {
    flush,
    done,
    failed,
  }: {
    flush: () => Promise<boolean>;
    done: (text: string, threadId: Id | null) => void;
    failed: (text: string) => void;
  },
): Sending {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  // One key for one text: a try after a lost answer sends no second message.
  const key = useRef<{ text: string; key: string } | null>(null);

  async function send(text: string, threadId: Id | null) {
    // The one that waits can be sent from the field when the other is.
    if (busy) return failed(text);
    if (text.trim() === "") return setError("Write what should change.");
    setBusy(true);
    setError(null);
    try {
      if (!(await flush())) throw new ApiError(UNSAVED);
      if (key.current?.text !== text) key.current = { text, key: newId() };
      await unwrap(sendChatMessage({ planId, text, key: key.current.key, threadId }));
      key.current = null;
      done(text, threadId);
    } catch (cause) {
      setError(firstMessage(failureOf(cause)));
      failed(text);
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    error,
    forgetError: () => setError(null),
    send: (text, threadId) => void send(text, threadId),
  };
}
