"use client";

import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { MOST_COMMENT_CHARACTERS } from "#lib/domain/comment.ts";
import type { Result } from "#lib/domain/errors.ts";
import { useCommentVerb } from "./use-comment-verb.ts";

/** Where a comment is written or changed; Ctrl or Cmd with Enter sends. */
export function CommentForm<T>({
  label,
  submit,
  initial = "",
  autoFocus = false,
  extra,
  send,
  onDone,
  onCancel,
}: {
  label: string;
  /** What the button says. */
  submit: string;
  initial?: string;
  autoFocus?: boolean;
  /** Stands before the buttons. */
  extra?: ReactNode;
  send: (text: string, key: string) => Promise<Result<T>>;
  onDone: () => void;
  onCancel: () => void;
}) {
  const [text, setText] = useState(initial);
  const [empty, setEmpty] = useState(false);
  const verb = useCommentVerb();

  async function finish() {
    if (text.trim() === "") return setEmpty(true);
    if (await verb.run(text, (key) => send(text, key))) onDone();
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void finish();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      onCancel();
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
              setText(target.value);
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
          <Button size="small" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </div>
    </form>
  );
}
