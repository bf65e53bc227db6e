"use client";

import { SendHorizontal, X } from "lucide-react";
import { useEffect, type FormEvent, type KeyboardEvent } from "react";
import { thoseWho } from "#components/shell/roles-words.ts";
import { Button, IconButton } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { MOST_MESSAGE_CHARACTERS } from "#lib/domain/needed-changes.ts";
import { useEditor } from "../editor-context.ts";
import { AT_WORK } from "./chat-asker.tsx";
import type { Chat } from "./use-chat.ts";

/** Where a message is written. It takes the focus when the chat opens; Enter sends. */
export function Composer({ chat }: { chat: Chat }) {
  const { text, about, field } = chat;
  const { busy, error } = chat.sending;
  const { planned, mayEdit, editable } = useEditor();
  useEffect(() => field.current?.focus({ preventScroll: true }), [field]);

  function send() {
    if (!busy) chat.sending.send(text, about?.threadId ?? null);
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter and Escape also end the choice of a character in an input method.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") chat.setOpen(false);
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    send();
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    send();
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
            !mayEdit
              ? `${thoseWho("edit")} change this plan.`
              : planned
                ? "Enter sends, Shift + Enter begins a new line."
                : AT_WORK
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
              chat.sending.forgetError();
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
