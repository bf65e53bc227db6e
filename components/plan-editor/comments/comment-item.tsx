"use client";

import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Moment } from "#components/shell/moment.tsx";
import { useMay } from "#components/shell/reader.tsx";
import { IconButton } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { deleteComment } from "#lib/actions/delete-comment.ts";
import { editComment } from "#lib/actions/edit-comment.ts";
import type { Comment, CommentThread } from "#lib/domain/comment.ts";
import type { Result } from "#lib/domain/errors.ts";
import { useEditor } from "../editor-context.ts";
import { keepCommentDraft, useCommentDraft } from "./comment-drafts.ts";
import { CommentForm } from "./comment-form.tsx";
import { useCommentVerb } from "./use-comment-verb.ts";

/** One comment, as text: whatever is in it is shown as it was written. Who wrote it may change or delete it. */
export function CommentItem({
  comment,
  planId,
  thread,
}: {
  comment: Comment;
  planId: string;
  /** Where it stands. */
  thread: CommentThread;
}) {
  const { announce, userId } = useEditor();
  const mayComment = useMay("decide");
  const [asked, setAsked] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { id: commentId, author, text, createdAt, editedAt } = comment;
  const { id: threadId } = thread;
  const change = `${planId}/comment/${commentId}`;
  const editing = useCommentDraft(change) !== null || asked;
  const own = mayComment && author.kind === "person" && author.userId === userId;
  if (editing) {
    return (
      <li>
        <CommentForm
          name={change}
          label="Your comment"
          submit="Save"
          initial={text}
          autoFocus={asked}
          send={(changed) => editComment({ planId, threadId, commentId, text: changed })}
          onDone={() => setAsked(false)}
          onCancel={() => setAsked(false)}
        />
      </li>
    );
  }
  return (
    <li className="flex flex-col gap-0.5">
      <div className="flex min-h-6 items-center gap-1.5 text-xs text-muted">
        <span className="min-w-0 truncate font-medium text-text">{author.name}</span>
        <span className="shrink-0">
          <Moment at={createdAt} />
          {editedAt && ", edited"}
        </span>
        {own && (
          <span className="ml-auto">
            <Menu trigger={<IconButton size="small" label="More about this comment" icon={<Ellipsis />} />}>
              <MenuItem icon={<Pencil />} onSelect={() => setAsked(true)}>
                Edit
              </MenuItem>
              <MenuItem icon={<Trash2 />} danger onSelect={() => setDeleting(true)}>
                Delete
              </MenuItem>
            </Menu>
          </span>
        )}
      </div>
      <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{text}</p>
      {deleting && (
        <DeleteComment
          thread={thread}
          remove={() => deleteComment({ planId, threadId, commentId })}
          onClose={() => setDeleting(false)}
          afterwards={() => {
            keepCommentDraft(change, null);
            announce("Comment deleted.");
          }}
        />
      )}
    </li>
  );
}

/** Asks first: a comment is deleted for good. */
function DeleteComment({
  thread,
  remove,
  onClose,
  afterwards,
}: {
  thread: CommentThread;
  remove: () => Promise<Result<unknown>>;
  onClose: () => void;
  afterwards: () => void;
}) {
  const verb = useCommentVerb();
  const last = thread.comments.length === 1;
  const frees = last && thread.blocks && thread.status === "open";
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title="Delete this comment?"
      description={`It is deleted for good.${frees ? " It is the last one here, so it no longer keeps the plan from being run." : ""}`}
      confirmLabel="Delete"
      danger
      onConfirm={async () => {
        const done = await verb.run("delete", remove);
        if (done) afterwards();
        return done;
      }}
    >
      {verb.error && (
        <p role="alert" className="text-xs font-medium text-danger">
          {verb.error}
        </p>
      )}
    </ConfirmDialog>
  );
}
