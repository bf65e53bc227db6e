"use client";

import { SendHorizontal, X } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type RefObject } from "react";
import { failureOf, unwrap } from "#components/shell/api.ts";
import { firstMessage } from "#components/shell/issue-messages.ts";
import { Button, IconButton } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { sendChatMessage } from "#lib/actions/send-chat-message.ts";
import { MOST_MESSAGE_CHARACTERS } from "#lib/domain/needed-changes.ts";
import { newId } from "#lib/domain/new-id.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { NOT_SAVED } from "./not-saved.ts";
import type { Chat } from "./use-chat.ts";

/** Where a message is written. It takes the focus when the chat opens; Enter sends. */
export function Composer({ field, chat }: { field: RefObject<HTMLTextAreaElement | null>; chat: Chat }) {
  const { text, about } = chat;
  const { store, editable, announce } = useEditor();
  const planId = useEditorState((state) => state.plan.id);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  // One key for one text: a try after a lost answer sends no second message.
  const key = useRef<{ text: string; key: string } | null>(null);

  useEffect(() => field.current?.focus({ preventScroll: true }), [field]);

  async function send() {
    if (busy) return;
    if (text.trim() === "") return setError("Write what should change.");
    setBusy(true);
    setError(null);
    try {
      if (!(await store.flush())) return setError(NOT_SAVED);
      if (key.current?.text !== text) key.current = { text, key: newId() };
      const threadId = about?.threadId ?? null;
      await unwrap(sendChatMessage({ planId, text, key: key.current.key, threadId }));
      key.current = null;
      chat.setText("");
      chat.setAbout(null);
      announce("Sent.");
    } catch (cause) {
      setError(firstMessage(failureOf(cause)));
    } finally {
      setBusy(false);
      chat.refresh();
      field.current?.focus({ preventScroll: true });
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter and Escape also end the choice of a character in an input method.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") chat.setOpen(false);
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    void send();
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void send();
  }

  return (
    <form onSubmit={onSubmit} noValidate className="flex items-start gap-2 border-t p-3">
      <div className="min-w-0 flex-1">
        {about && (
          <p className="mb-1.5 flex items-center gap-1 text-xs text-muted">
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              Answers the comment on “{about.stepTitle}”: accepting resolves it.
            </span>
            <IconButton
              size="small"
              label="Not about that comment"
              icon={<X />}
              onClick={() => chat.setAbout(null)}
            />
          </p>
        )}
        <Field
          label="What should change?"
          hideLabel
          error={error}
          hint={
            editable
              ? "Enter sends, Shift + Enter begins a new line."
              : "The planner is still at work on this plan."
          }
        >
          <Textarea
            ref={field}
            rows={2}
            value={text}
            maxLength={MOST_MESSAGE_CHARACTERS}
            disabled={!editable}
            placeholder="What should change?"
            className="max-h-40 min-h-12 field-sizing-content resize-none!"
            onChange={(event) => {
              setError(null);
              chat.setText(event.target.value);
            }}
            onKeyDown={onKeyDown}
          />
        </Field>
      </div>
      <Button type="submit" variant="primary" icon={<SendHorizontal />} busy={busy} disabled={!editable}>
        Send
      </Button>
    </form>
  );
}
