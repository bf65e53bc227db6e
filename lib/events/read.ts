import { z } from "zod";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db, Tx } from "#lib/db/client.ts";
import { StreamEvent, type Topic } from "#lib/domain/event.ts";

/** Where a reader stands: by topic, the sequence number of the last event it has seen. */
export type Positions = Record<Topic, number>;

/** The sequence number of a topic's last event; 0 when it has none. */
export async function lastSeq(tx: Db | Tx, workspaceId: string, topic: Topic): Promise<number> {
  const row = await tx.topic.findUnique({ where: { workspaceId_topic: { workspaceId, topic } } });
  return Number(row?.lastSeq ?? 0);
}

/** The number of the first event of a topic that retention has not deleted: that of the next one, when none is left. */
export async function firstSeq(tx: Db | Tx, workspaceId: string, topic: Topic): Promise<number> {
  const first = await tx.event.findFirst({
    where: { workspaceId, topic },
    orderBy: { seq: "asc" },
    select: { seq: true, bodies: true },
  });
  if (!first) return (await lastSeq(tx, workspaceId, topic)) + 1;
  return Number(first.seq) + 1 - z.array(z.unknown()).parse(first.bodies).length;
}

const Row = z.object({ topic: z.string(), seq: z.coerce.number(), created_at: z.date(), body: z.unknown() });

/**
 * The events after a reader's positions, each topic's in order.
 * @param limit how many at most, of each topic
 */
export async function readEvents(
  db: Db | Tx,
  workspaceId: string,
  positions: Positions,
  limit = 200,
): Promise<StreamEvent[]> {
  const wanted = JSON.stringify(Object.entries(positions).map(([topic, after]) => ({ topic, after })));
  const rows = await db.$queryRaw(Prisma.sql`
    select event.topic, event.seq, event.created_at, event.body
    from jsonb_to_recordset(${wanted}::jsonb) as wanted(topic text, after bigint)
    cross join lateral (
      select kept.topic, kept.before + item.place as seq, kept.created_at, item.body
      from (
        select topic, seq, seq - jsonb_array_length(bodies) as before, created_at, bodies from events
        where workspace_id = ${workspaceId} and topic = wanted.topic and seq > wanted.after
      ) as kept
      cross join lateral jsonb_array_elements(kept.bodies) with ordinality as item(body, place)
      where kept.before + item.place > wanted.after
      -- The index gives the rows in this order, so that no more of them are read than are asked for.
      order by kept.seq, item.place
      limit ${limit}
    ) as event
    order by event.topic, event.seq`);
  return z
    .array(Row)
    .parse(rows)
    .map((row) =>
      StreamEvent.parse({ topic: row.topic, seq: row.seq, at: row.created_at.toISOString(), body: row.body }),
    );
}
