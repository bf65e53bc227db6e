"use client";

import { MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import { failureOf } from "#components/shell/api.ts";
import { Button } from "#components/ui/button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { openThread } from "#lib/actions/open-thread.ts";
import type { Step } from "#lib/domain/step.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { Section } from "../inspector/section.tsx";
import { CommentForm } from "./comment-form.tsx";
import { useCommentsContext } from "./comments-context.ts";
import { ThreadCard } from "./thread-card.tsx";

/** What members say about a step: open threads, then those that were resolved. */
export function CommentsSection({ step }: { step: Step }) {
  const { threads, error, refresh } = useCommentsContext();
  const [writing, setWriting] = useState(false);
  const [showing, setShowing] = useState(false);
  const own = threads.filter(({ stepId }) => stepId === step.id);
  const open = own.filter(({ status }) => status === "open");
  const resolved = own.filter(({ status }) => status === "resolved");
  return (
    <Section
      title="Comments"
      action={
        !writing && (
          <Button size="small" variant="ghost" icon={<MessageSquarePlus />} onClick={() => setWriting(true)}>
            Comment
          </Button>
        )
      }
    >
      {error && <ErrorNote message={failureOf(error).message} onRetry={refresh} />}
      {writing && <NewThread step={step} onClose={() => setWriting(false)} />}
      {open.map((thread) => (
        <ThreadCard key={thread.id} thread={thread} />
      ))}
      {resolved.length > 0 && (
        <Button
          size="small"
          variant="ghost"
          className="self-start"
          aria-expanded={showing}
          onClick={() => setShowing(!showing)}
        >
          {resolved.length} resolved
        </Button>
      )}
      {showing && resolved.map((thread) => <ThreadCard key={thread.id} thread={thread} />)}
    </Section>
  );
}

function NewThread({ step, onClose }: { step: Step; onClose: () => void }) {
  const { store, announce } = useEditor();
  const planId = useEditorState((state) => state.plan.id);
  const [blocks, setBlocks] = useState(false);
  return (
    <CommentForm
      label={`Comment on ${step.title}`}
      submit="Comment"
      autoFocus
      extra={
        <Checkbox
          label="Must be resolved before a run"
          checked={blocks}
          onChange={({ target }) => setBlocks(target.checked)}
        />
      }
      send={async (text, key) => {
        // The server must have the step, which may have been added a moment ago.
        await store.flush();
        return openThread({ planId, stepId: step.id, text, blocks, key });
      }}
      onDone={() => {
        announce("Comment added.");
        onClose();
      }}
      onCancel={onClose}
    />
  );
}
