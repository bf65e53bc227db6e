import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { PassageKey } from "../search/leg.ts";
import { hasPgvector, writePgvector } from "./pgvector.ts";
import { toBytes, unit } from "./vectors.ts";

/** A passage without a vector of the wanted model. */
export const Unembedded = PassageKey.extend({ heading: z.string().nullable(), text: z.string() });
export type Unembedded = z.infer<typeof Unembedded>;

/** Passages of a workspace that have no vector of a model, those of the newest documents first. */
export async function missingVectors(
  db: Db,
  workspaceId: string,
  model: string,
  limit: number,
): Promise<Unembedded[]> {
  const rows = await db.$queryRaw`
    select c.document_id as "documentId", c.generation, c.position, c.heading, c.text
    from documents d
    join chunks c on c.workspace_id = d.workspace_id and c.document_id = d.id and c.generation = d.generation
    where d.workspace_id = ${workspaceId} and not exists (
      select from chunk_vectors v
      where v.workspace_id = c.workspace_id and v.document_id = c.document_id and v.generation = c.generation
        and v.position = c.position and v.model = ${model})
    order by d.updated_at desc, d.id, c.position
    limit ${limit}`;
  return z.array(Unembedded).parse(rows);
}

/**
 * Writes what a model made of some passages, in the place of what another had made of them. A passage that was deleted meanwhile is
 * left out.
 * @param vectors one for each passage, in their order
 */
export async function writeVectors(
  db: Db,
  workspaceId: string,
  model: string,
  passages: readonly Unembedded[],
  vectors: readonly (readonly number[])[],
): Promise<void> {
  const units = passages.map((_, at) => unit(vectors[at] ?? []));
  const pgvector = await hasPgvector(db);
  await db.$transaction(async (tx) => {
    // One writer at a time: a reader takes what is newer than what it has, so numbers must appear in order.
    await tx.$executeRaw`
      insert into embedding_states (workspace_id, model, status) values (${workspaceId}, ${model}, 'working')
      on conflict (workspace_id) do update set model = excluded.model`;
    const written = await tx.$queryRaw<{ at: number; seq: bigint }[]>`
      with given as (
        select * from unnest(
          ${passages.map(({ documentId }) => documentId)}::text[], ${passages.map(({ generation }) => generation)}::int[],
          ${passages.map(({ position }) => position)}::int[], ${units.map((vector) => vector.length)}::int[],
          ${units.map(toBytes)}::bytea[], ${passages.map((_, at) => at)}::int[]
        ) as given(document_id, generation, position, dimension, vector, at)
      ), there as (
        select given.* from given
        join chunks c on c.workspace_id = ${workspaceId} and c.document_id = given.document_id
          and c.generation = given.generation and c.position = given.position
        for key share of c
      ), written as (
        insert into chunk_vectors (workspace_id, document_id, generation, position, model, dimension, vector)
        select ${workspaceId}, document_id, generation, position, ${model}, dimension, vector from there order by at
        on conflict (workspace_id, document_id, generation, position) do update
          set model = excluded.model, dimension = excluded.dimension, vector = excluded.vector,
            seq = nextval('chunk_vectors_seq_seq')
        returning document_id, generation, position, seq
      )
      select given.at, written.seq from written
      join given on given.document_id = written.document_id and given.generation = written.generation
        and given.position = written.position`;
    if (!pgvector) return;
    await writePgvector(
      tx,
      written.flatMap(({ at, seq }) => {
        const vector = units[at];
        return vector ? [{ seq, vector }] : [];
      }),
    );
  });
}
