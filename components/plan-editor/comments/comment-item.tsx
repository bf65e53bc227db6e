"use client";

import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Moment } from "#components/shell/moment.tsx";
import { IconButton } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { deleteComment } from "#lib/actions/delete-comment.ts";
import { editComment } from "#lib/actions/edit-comment.ts";
import type { Comment } from "#lib/domain/comment.ts";
import { useEditor } from "../editor-context.ts";
import { CommentForm } from "./comment-form.tsx";
import { useCommentVerb } from "./use-comment-verb.ts";

/** One comment, as text: whatever is in it is shown as it was written. Who wrote it may change or delete it. */
export function CommentItem({
  comment,
  planId,
  threadId,
}: {
  comment: Comment;
  planId: string;
  threadId: string;
}) {
  const { announce, userId } = useEditor();
  const [editing, setEditing] = useState(false);
  const verb = useCommentVerb();
  const { id: commentId, author, text, createdAt, editedAt } = comment;
  const own = author.kind === "person" && author.userId === userId;
  if (editing) {
    return (
      <li>
        <CommentForm
          label="Your comment"
          submit="Save"
          initial={text}
          autoFocus
          send={(changed) => editComment({ planId, threadId, commentId, text: changed })}
          onDone={() => setEditing(false)}
          onCancel={() => setEditing(false)}
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
              <MenuItem icon={<Pencil />} onSelect={() => setEditing(true)}>
                Edit
              </MenuItem>
              <MenuItem
                icon={<Trash2 />}
                danger
                onSelect={() =>
                  void verb
                    .run("delete", () => deleteComment({ planId, threadId, commentId }))
                    .then((done) => done && announce("Comment deleted."))
                }
              >
                Delete
              </MenuItem>
            </Menu>
          </span>
        )}
      </div>
      <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{text}</p>
      {verb.error && (
        <p role="alert" className="text-xs font-medium text-danger">
          {verb.error}
        </p>
      )}
    </li>
  );
}
