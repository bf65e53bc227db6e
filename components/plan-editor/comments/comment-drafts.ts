"use client";

import { draftStore } from "#components/shell/draft-store.ts";

/** A comment, a reply or a changed comment that is not sent yet. */
export type CommentDraft = { text: string; /** It is to keep the plan from being run. */ blocks: boolean };

/**
 * By what is written (a comment on a step, a reply to a thread, a change to a comment): looking at another step, pane or page closes the
 * field, and must not lose what stands in it.
 */
const {
  keep: keepCommentDraft,
  read: readCommentDraft,
  useDraft: useCommentDraft,
} = draftStore<string, CommentDraft>();
export { keepCommentDraft, useCommentDraft };

/** Forgets what was sent, unless the person has written on meanwhile. Gives whether nothing is left unsent. */
export function settleCommentDraft(name: string, sent: string): boolean {
  const draft = readCommentDraft(name);
  const done = !draft || draft.text === sent;
  if (done) keepCommentDraft(name, null);
  return done;
}
