import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import type { Pool } from "pg";

/**
 * LangGraph's Postgres checkpointer with the same tables and the same durability, but each write is one statement, which commits by
 * itself: its own way takes a round trip for each value of the state besides BEGIN and COMMIT (34 for the first checkpoint of a
 * planning, which a person waits for), with the same result.
 */
export class QuickSaver extends PostgresSaver {
  readonly #pool: Pool;
  readonly #schema: string;

  constructor(pool: Pool, schema: string) {
    super(pool, undefined, { schema });
    this.#pool = pool;
    this.#schema = schema;
  }

  override async put(
    ...[config, checkpoint, metadata, newVersions]: Parameters<PostgresSaver["put"]>
  ): ReturnType<PostgresSaver["put"]> {
    const { threadId, namespace, checkpointId } = placeOf(config);
    const [blobs, described] = await Promise.all([
      this._dumpBlobs(threadId, namespace, checkpoint.channel_values, newVersions),
      this._dumpMetadata(metadata) as Promise<unknown>,
    ]);
    await this.#pool.query({
      name: `checkpoint ${this.#schema}`,
      text: `
        with kept as (
          insert into "${this.#schema}".checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
          select $1, $2, given.* from unnest($3::text[], $4::text[], $5::text[], $6::bytea[]) as given
          on conflict (thread_id, checkpoint_ns, channel, version) do nothing
        )
        insert into "${this.#schema}".checkpoints
          (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
        values ($1, $2, $7, $8, $9, $10)
        on conflict (thread_id, checkpoint_ns, checkpoint_id) do update
          set checkpoint = excluded.checkpoint, metadata = excluded.metadata`,
      values: [
        threadId,
        namespace,
        blobs.map((blob) => blob[2]),
        blobs.map((blob) => blob[3]),
        blobs.map((blob) => blob[4]),
        blobs.map((blob) => blob[5] ?? null),
        checkpoint.id,
        checkpointId ?? null,
        JSON.stringify(this._dumpCheckpoint(checkpoint)),
        JSON.stringify(described),
      ],
    });
    return {
      configurable: { thread_id: threadId, checkpoint_ns: namespace, checkpoint_id: checkpoint.id },
    };
  }

  override async putWrites(
    ...[config, writes, taskId]: Parameters<PostgresSaver["putWrites"]>
  ): ReturnType<PostgresSaver["putWrites"]> {
    const { threadId, namespace, checkpointId = "" } = placeOf(config);
    const rows = await this._dumpWrites(threadId, namespace, checkpointId, taskId, writes);
    // What is said of a task itself (its interrupts, its error) has places below zero and replaces what was said before.
    const replaces = rows.every((row) => row[4] < 0);
    await this.#pool.query({
      name: `checkpoint writes ${this.#schema} ${replaces}`,
      text: `
        insert into "${this.#schema}".checkpoint_writes
          (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob)
        select $1, $2, $3, $4, given.* from unnest($5::int[], $6::text[], $7::text[], $8::bytea[]) as given
        on conflict (thread_id, checkpoint_ns, checkpoint_id, task_id, idx) do ${
          replaces
            ? "update set channel = excluded.channel, type = excluded.type, blob = excluded.blob"
            : "nothing"
        }`,
      values: [
        threadId,
        namespace,
        checkpointId,
        taskId,
        rows.map((row) => row[4]),
        rows.map((row) => row[5]),
        rows.map((row) => row[6]),
        rows.map((row) => row[7]),
      ],
    });
  }

  override async deleteThread(threadId: string): ReturnType<PostgresSaver["deleteThread"]> {
    await this.#pool.query(
      `with blobs as (delete from "${this.#schema}".checkpoint_blobs where thread_id = $1),
        writes as (delete from "${this.#schema}".checkpoint_writes where thread_id = $1)
      delete from "${this.#schema}".checkpoints where thread_id = $1`,
      [threadId],
    );
  }
}

type Place = { thread_id?: string; checkpoint_ns?: string; checkpoint_id?: string };

function placeOf({ configurable }: { configurable?: Place }) {
  const {
    thread_id: threadId,
    checkpoint_ns: namespace = "",
    checkpoint_id: checkpointId,
  } = configurable ?? {};
  if (threadId === undefined) throw new Error("A checkpoint was to be written for no thread.");
  return { threadId, namespace, checkpointId };
}
