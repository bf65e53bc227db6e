import type { Tx } from "#lib/db/client.ts";
import type { NewEvent, Topic } from "#lib/domain/event.ts";

/**
 * Appends events to a topic, as one row, inside the caller's transaction. The topic's row stays locked until that transaction ends, so
 * sequence numbers have no gaps and become visible in order; take this lock last, and of several topics the
 * alphabetically first one first. Nobody is told before {@link import("./announce.ts").announce} is called after commit.
 * @returns the sequence number of the last event appended (or the topic's last one when `bodies` is empty)
 */
export async function appendEvents(
  tx: Tx,
  { workspaceId, topic, bodies }: { workspaceId: string; topic: Topic; bodies: readonly NewEvent[] },
): Promise<number> {
  const json = JSON.stringify(bodies);
  // created_at is the clock's time, not the transaction's: a transaction that waited for the lock would date back.
  const rows = await tx.$queryRaw<{ last_seq: bigint }[]>`
    with numbered as (
      insert into topics (workspace_id, topic, last_seq)
      values (${workspaceId}, ${topic}, ${bodies.length})
      on conflict (workspace_id, topic) do update set last_seq = topics.last_seq + excluded.last_seq
      returning last_seq
    ), appended as (
      insert into events (workspace_id, topic, seq, bodies, created_at)
      select ${workspaceId}, ${topic}, numbered.last_seq, ${json}::jsonb, clock_timestamp()
      from numbered where ${bodies.length} > 0
    )
    select last_seq from numbered`;
  return Number(rows[0]?.last_seq ?? 0);
}
