"use client";

import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { MOST_COMMENT_CHARACTERS } from "#lib/domain/comment.ts";
import type { Result } from "#lib/domain/errors.ts";
import { keepCommentDraft, settleCommentDraft, useCommentDraft } from "./comment-drafts.ts";
import { useCommentVerb } from "./use-comment-verb.ts";

/** Where a comment is written or changed; Ctrl or Cmd with Enter sends. What is not sent is kept while other things are looked at. */
export function CommentForm<T>({
  name,
  label,
  submit,
  initial = "",
  autoFocus = false,
  extra,
  send,
  onDone,
  onCancel,
}: {
  /** What is written is kept under it. */
  name: string;
  label: string;
  /** What the button says. */
  submit: string;
  initial?: string;
  autoFocus?: boolean;
  /** Stands before the buttons. */
  extra?: ReactNode;
  send: (text: string, key: string) => Promise<Result<T>>;
  /** It was sent, and nothing has been written since. */
  onDone: () => void;
  onCancel: () => void;
}) {
  const draft = useCommentDraft(name);
  const text = draft?.text ?? initial;
  const [empty, setEmpty] = useState(false);
  const verb = useCommentVerb();

  async function finish() {
    if (text.trim() === "") return setEmpty(true);
    if ((await verb.run(text, (key) => send(text, key))) && settleCommentDraft(name, text)) onDone();
  }

  function cancel() {
    keepCommentDraft(name, null);
    onCancel();
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void finish();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      // What is written goes only by the button that says so.
      if (text === initial) cancel();
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    // Elsewhere it runs the plan.
    event.preventDefault();
    event.stopPropagation();
    void finish();
  }

  return (
    <form noValidate onSubmit={onSubmit}>
      <div role="presentation" onKeyDown={onKeyDown} className="flex flex-col gap-2">
        <Field label={label} hideLabel error={empty ? "Write a comment first." : verb.error}>
          <Textarea
            rows={2}
            value={text}
            // The person has just asked for this field.
            autoFocus={autoFocus}
            maxLength={MOST_COMMENT_CHARACTERS}
            placeholder={label}
            className="max-h-48 field-sizing-content"
            onChange={({ target }) => {
              const blocks = draft?.blocks ?? false;
              const kept = target.value !== initial || blocks;
              keepCommentDraft(name, kept ? { text: target.value, blocks } : null);
              setEmpty(false);
              verb.clear();
            }}
          />
        </Field>
        {extra}
        <div className="flex gap-2">
          <Button type="submit" size="small" variant="primary" busy={verb.busy}>
            {submit}
          </Button>
          <Button size="small" onClick={cancel}>
            Cancel
          </Button>
        </div>
      </div>
    </form>
  );
}
