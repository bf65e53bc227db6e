import { z } from "zod";
import { Id, StepId } from "./ids.ts";
import { Author } from "./plan.ts";
import { prose } from "./text.ts";

/** How long a comment may be. */
export const MOST_COMMENT_CHARACTERS = 2_000;

/** How many comments one thread may hold. */
export const MOST_COMMENTS = 200;

/** How many open threads one plan may have. */
export const MOST_THREADS = 500;

/** What a member writes. */
export const CommentText = prose("The comment", MOST_COMMENT_CHARACTERS).refine(
  (text) => text.trim() !== "",
  {
    message: "The comment is empty.",
  },
);

export const Comment = z.object({
  id: Id,
  text: z.string(),
  author: Author,
  createdAt: z.string(),
  /** When its author last changed it, or null. */
  editedAt: z.string().nullable(),
});
export type Comment = z.infer<typeof Comment>;

export const ThreadStatus = z.enum(["open", "resolved"]);
export type ThreadStatus = z.infer<typeof ThreadStatus>;

/** What members say about one step of a plan. `blocks`: while it is open the plan cannot be run. */
export const CommentThread = z.object({
  id: Id,
  stepId: StepId,
  /** As the step was called when the thread was opened. */
  stepTitle: z.string(),
  status: ThreadStatus,
  blocks: z.boolean(),
  resolvedBy: z.string().nullable(),
  createdAt: z.string(),
  /** Oldest first. */
  comments: z.array(Comment),
});
export type CommentThread = z.infer<typeof CommentThread>;

/** A thread without what is said in it. */
export const ThreadHead = CommentThread.omit({ comments: true });
export type ThreadHead = z.infer<typeof ThreadHead>;

/** A plan's threads, oldest first: all open ones and the latest resolved ones; and where the plan's topic stood (`seq`). */
export const CommentsView = z.object({ threads: z.array(CommentThread), seq: z.number().int() });
export type CommentsView = z.infer<typeof CommentsView>;
