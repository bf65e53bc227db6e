import { z } from "zod";
import { DomainError, parseInput } from "#lib/domain/errors.ts";
import { Topic } from "#lib/domain/event.ts";
import { lastSeq } from "#lib/events/read.ts";
import { authorise, type ServiceContext } from "./context.ts";

/** Topics and, for those the reader has seen something of, the last sequence number it has. */
export const FollowTopicsInput = z.object({
  topics: z
    .array(z.object({ topic: Topic, after: z.number().int().min(0).nullable() }))
    .min(1)
    .max(20),
});

/**
 * Checks that the actor may follow these topics, and says from where: after what it has seen, or from now on.
 * @returns the workspace, and the position by topic, as `subscribe` takes them
 * @throws DomainError `not_found` when a plan or run is not the workspace's
 */
export async function followTopics({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof FollowTopicsInput>;
}): Promise<{ workspaceId: string; positions: Record<string, number> }> {
  const workspaceId = authorise(ctx.actor, "read");
  const { topics } = parseInput(FollowTopicsInput, input);
  const idsOf = (kind: string) => [
    ...new Set(
      topics
        .filter(({ topic }) => topic.startsWith(`${kind}:`))
        .map(({ topic }) => topic.slice(kind.length + 1)),
    ),
  ];
  const [planIds, runIds] = [idsOf("plan"), idsOf("run")];
  const [plans, runs] = await Promise.all([
    ctx.db.plan.count({ where: { workspaceId, id: { in: planIds } } }),
    ctx.db.run.count({ where: { workspaceId, id: { in: runIds } } }),
  ]);
  if (plans < planIds.length || runs < runIds.length) {
    throw new DomainError("not_found", "There is no such plan or run in this workspace.");
  }
  const positions = await Promise.all(
    topics.map(
      async ({ topic, after }) => [topic, after ?? (await lastSeq(ctx.db, workspaceId, topic))] as const,
    ),
  );
  return { workspaceId, positions: Object.fromEntries(positions) };
}
