"use client";

import { MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import { failureOf } from "#components/shell/api.ts";
import { useMay } from "#components/shell/reader.tsx";
import { thoseWho } from "#components/shell/roles-words.ts";
import { Button } from "#components/ui/button.tsx";
import { DisclosureButton } from "#components/ui/disclosure-button.tsx";
import { ErrorNote } from "#components/ui/error-note.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { openThread } from "#lib/actions/open-thread.ts";
import type { Step } from "#lib/domain/step.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { Section } from "../inspector/section.tsx";
import { keepCommentDraft, useCommentDraft } from "./comment-drafts.ts";
import { CommentForm } from "./comment-form.tsx";
import { useCommentsContext } from "./comments-context.ts";
import { ThreadCard } from "./thread-card.tsx";

/** What members say about a step: open threads, then those that were resolved. */
export function CommentsSection({ step }: { step: Step }) {
  const { threads, error, refresh } = useCommentsContext();
  const mayComment = useMay("decide");
  const planId = useEditorState((state) => state.plan.id);
  const name = `${planId}/step/${step.id}`;
  const [asked, setAsked] = useState(false);
  const writing = useCommentDraft(name) !== null || asked;
  const [showing, setShowing] = useState(false);
  const own = threads.filter(({ stepId }) => stepId === step.id);
  const open = own.filter(({ status }) => status === "open");
  const resolved = own.filter(({ status }) => status === "resolved");
  return (
    <Section
      title="Comments"
      action={
        mayComment &&
        !writing && (
          <Button size="small" variant="ghost" icon={<MessageSquarePlus />} onClick={() => setAsked(true)}>
            Comment
          </Button>
        )
      }
    >
      {!mayComment && own.length === 0 && (
        <p className="text-xs text-muted">Nobody has said anything. {thoseWho("decide")} comment.</p>
      )}
      {error && <ErrorNote message={failureOf(error).message} onRetry={refresh} />}
      {writing && <NewThread name={name} step={step} asked={asked} onClose={() => setAsked(false)} />}
      {open.map((thread) => (
        <ThreadCard key={thread.id} thread={thread} />
      ))}
      {resolved.length > 0 && (
        <DisclosureButton open={showing} onToggle={() => setShowing(!showing)} className="self-start">
          {resolved.length} resolved
        </DisclosureButton>
      )}
      {showing && resolved.map((thread) => <ThreadCard key={thread.id} thread={thread} />)}
    </Section>
  );
}

function NewThread({
  name,
  step,
  asked,
  onClose,
}: {
  name: string;
  step: Step;
  /** It was opened just now, not found as it was left. */
  asked: boolean;
  onClose: () => void;
}) {
  const { store, announce } = useEditor();
  const planId = useEditorState((state) => state.plan.id);
  const { text, blocks } = useCommentDraft(name) ?? { text: "", blocks: false };
  return (
    <CommentForm
      name={name}
      label={`Comment on ${step.title}`}
      submit="Comment"
      autoFocus={asked}
      extra={
        <Checkbox
          label="Must be resolved before a run"
          checked={blocks}
          onChange={({ target }) => {
            const kept = text !== "" || target.checked;
            keepCommentDraft(name, kept ? { text, blocks: target.checked } : null);
          }}
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
