"use client";

import { Check, Lock, MessageSquareText, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useMay } from "#components/shell/reader.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { addComment } from "#lib/actions/add-comment.ts";
import { changeThread } from "#lib/actions/change-thread.ts";
import type { CommentThread } from "#lib/domain/comment.ts";
import { useChatContext } from "../chat/chat-context.ts";
import { useEditor, useEditorState } from "../editor-context.ts";
import { useCommentDraft } from "./comment-drafts.ts";
import { CommentForm } from "./comment-form.tsx";
import { CommentItem } from "./comment-item.tsx";
import { useCommentVerb } from "./use-comment-verb.ts";

/** One thread: what is said, and what can be done about it. */
export function ThreadCard({ thread }: { thread: CommentThread }) {
  const { announce, mayEdit } = useEditor();
  const mayComment = useMay("decide");
  const chat = useChatContext();
  const planId = useEditorState((state) => state.plan.id);
  const reply = `${planId}/thread/${thread.id}`;
  const [asked, setAsked] = useState(false);
  const replying = useCommentDraft(reply) !== null || asked;
  const verb = useCommentVerb();
  const { id: threadId, status, blocks, comments, resolvedBy } = thread;
  const open = status === "open";
  const settle = (next: CommentThread["status"]) =>
    void verb
      .run(next, () => changeThread({ planId, threadId, status: next }))
      .then((done) => done && announce(next === "resolved" ? "Resolved." : "Open again."));

  return (
    <article
      aria-label={`Comment by ${comments[0]?.author.name ?? "nobody"}`}
      className="flex flex-col gap-2 rounded-md border bg-raised p-2.5"
    >
      <ol className="flex flex-col gap-2">
        {comments.map((comment) => (
          <CommentItem key={comment.id} comment={comment} planId={planId} thread={thread} />
        ))}
      </ol>
      {!open && (
        <Badge tone="succeeded" icon={<Check />} className="self-start">
          Resolved{resolvedBy && ` by ${resolvedBy}`}
        </Badge>
      )}
      {open && (
        <Checkbox
          label="Must be resolved before a run"
          checked={blocks}
          disabled={!mayComment}
          onChange={({ target }) => {
            const next = target.checked;
            void verb.run(`blocks ${next}`, () => changeThread({ planId, threadId, blocks: next }));
          }}
        />
      )}
      {open && blocks && (
        <p className="flex items-center gap-1.5 text-xs text-status-waiting [&_svg]:size-3.5">
          <Lock aria-hidden /> Keeps the plan from being run
        </p>
      )}
      {verb.error && (
        <p role="alert" className="text-xs font-medium text-danger">
          {verb.error}
        </p>
      )}
      {!mayComment ? null : replying ? (
        <CommentForm
          name={reply}
          label="Reply"
          submit="Reply"
          autoFocus={asked}
          send={(text, key) => addComment({ planId, threadId, text, key })}
          onDone={() => {
            announce("Reply added.");
            setAsked(false);
          }}
          onCancel={() => setAsked(false)}
        />
      ) : (
        <div className="flex flex-wrap gap-1">
          <Button size="small" variant="ghost" onClick={() => setAsked(true)}>
            Reply
          </Button>
          {open && chat && mayEdit && (
            <Button
              size="small"
              variant="ghost"
              icon={<MessageSquareText />}
              onClick={() => chat.answer(thread)}
            >
              Ask the planner
            </Button>
          )}
          <Button
            size="small"
            variant="ghost"
            icon={open ? <Check /> : <RotateCcw />}
            busy={verb.busy}
            onClick={() => settle(open ? "resolved" : "open")}
          >
            {open ? "Resolve" : "Open again"}
          </Button>
        </div>
      )}
    </article>
  );
}
