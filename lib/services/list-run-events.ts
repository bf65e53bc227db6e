import { z } from "zod";
import { parseInput } from "#lib/domain/errors.ts";
import type { StreamEvent } from "#lib/domain/event.ts";
import { lastSeq, readEvents } from "#lib/events/read.ts";
import { runTopic } from "#lib/ledger/keys.ts";
import { authorise, type ServiceContext } from "./context.ts";
import { noRun, toRunKey } from "./runs/run-keys.ts";

export const ListRunEventsInput = z.object({
  runId: z.string(),
  /** The events before the one of this number; left out: the latest. */
  before: z.number("This is not a number.").int().min(1).optional(),
  limit: z.number("This is not a number.").int().min(1).max(5_000).default(1_000),
});

/**
 * A page of a run's events: the last ones before a number, oldest first. Numbers have no gaps, so the page before it begins at the
 * number of its first one; fewer than were asked for come when the earlier ones were deleted.
 * @throws DomainError `not_found`
 */
export async function listRunEvents({
  ctx,
  input,
}: {
  ctx: ServiceContext;
  input: z.input<typeof ListRunEventsInput>;
}): Promise<{ events: StreamEvent[] }> {
  const workspaceId = authorise(ctx.actor, "read");
  const { runId, limit, ...given } = parseInput(ListRunEventsInput, input);
  const key = toRunKey(workspaceId, runId);
  const run = await ctx.db.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: key.runId } },
    select: { id: true },
  });
  if (!run) throw noRun();
  const topic = runTopic(key.runId);
  const before = given.before ?? (await lastSeq(ctx.db, workspaceId, topic)) + 1;
  const after = Math.max(0, before - 1 - limit);
  const events = await readEvents(ctx.db, workspaceId, { [topic]: after }, Math.min(limit, before - 1) || 1);
  return { events: events.filter(({ seq }) => seq < before) };
}
