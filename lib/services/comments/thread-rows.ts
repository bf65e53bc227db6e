import type { Tx } from "#lib/db/client.ts";
import type { Comment as CommentRow, CommentThread as ThreadRow } from "#lib/db/generated/client.ts";
import { ThreadStatus, type Comment, type ThreadHead } from "#lib/domain/comment.ts";
import { blockingThreads } from "#lib/domain/blocking-threads.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { Id } from "#lib/domain/ids.ts";
import { Author, type PlanGraph } from "#lib/domain/plan.ts";
import { appendEvents } from "#lib/events/append.ts";
import { lockPlan } from "../plans/lock-plan.ts";

export type ThreadKey = { workspaceId: string; planId: string; threadId: string };

/** A stored thread without its comments, as it is shown. */
export function threadHead(row: ThreadRow): ThreadHead {
  const { id, stepId, stepTitle, blocks } = row;
  return {
    id,
    stepId,
    stepTitle,
    blocks,
    status: ThreadStatus.parse(row.status),
    resolvedBy: Author.nullable().parse(row.resolvedBy)?.name ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** A stored comment, as it is shown. */
export function commentView({ id, text, author, createdAt, editedAt }: CommentRow): Comment {
  return {
    id,
    text,
    author: Author.parse(author),
    createdAt: createdAt.toISOString(),
    editedAt: editedAt?.toISOString() ?? null,
  };
}

/**
 * The thread, its plan's row locked.
 * @throws DomainError `not_found`
 */
export async function lockThread(tx: Tx, key: ThreadKey): Promise<ThreadRow> {
  const { workspaceId, planId, threadId } = key;
  await lockPlan(tx, key);
  const thread = Id.safeParse(threadId).success
    ? await tx.commentThread.findUnique({
        where: { workspaceId_planId_id: { workspaceId, planId, id: threadId } },
      })
    : null;
  if (!thread)
    throw new DomainError("not_found", "There is no such comment on this plan. It may have been deleted.");
  return thread;
}

/** Tells a plan's readers of a thread, inside the transaction that changed it. */
export async function tellThread(
  tx: Tx,
  thread: ThreadRow,
  { comments = [], deleted = [] }: { comments?: readonly CommentRow[]; deleted?: string[] } = {},
): Promise<void> {
  const { workspaceId, planId } = thread;
  const body = {
    type: "thread.changed" as const,
    thread: threadHead(thread),
    comments: comments.map(commentView),
    deleted,
  };
  await appendEvents(tx, { workspaceId, topic: `plan:${planId}`, bodies: [body] });
}

/**
 * Refuses to go on while an open comment on one of the graph's steps blocks the plan. Locks the plan's row, as whoever opens a comment
 * does, so that of a run and a comment in the same moment one sees the other.
 * @throws DomainError `conflict` with one issue a thread, at ["steps", its step]
 */
export async function refuseBlocked(
  tx: Tx,
  { workspaceId, planId }: Omit<ThreadKey, "threadId">,
  { steps }: PlanGraph,
): Promise<void> {
  await lockPlan(tx, { workspaceId, planId });
  const rows = await tx.commentThread.findMany({
    where: { workspaceId, planId, status: "open", blocks: true },
    orderBy: { id: "asc" },
  });
  const blocking = blockingThreads(
    rows.map((row) => ({ ...threadHead(row), comments: [] })),
    steps,
  );
  const titles = new Map(steps.map(({ id, title }) => [id, title]));
  const issues = blocking.map(({ stepId }) => ({
    path: ["steps", stepId],
    message: `A comment on “${titles.get(stepId) ?? stepId}” must be resolved first.`,
  }));
  const [first] = issues;
  if (first) throw new DomainError("conflict", first.message, { issues });
}
