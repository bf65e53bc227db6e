import type { Logger } from "#lib/config/logger.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Db } from "#lib/db/client.ts";
import { fromBytes } from "./vectors.ts";

/*
 * Where the server has pgvector, vectors stand in a column of its type beside their bytes, and it compares them itself. The column is
 * no part of the schema: a migration cannot know what the server it runs on has, and the embedded one does not have it.
 */

/** Databases that are known to have the column; one that has not may get it. */
const having = new WeakSet<Db>();
const AT_ONCE = 500;

/** Whether this database compares vectors itself. */
export async function hasPgvector(db: Db): Promise<boolean> {
  if (having.has(db)) return true;
  const rows = await db.$queryRaw<unknown[]>`
    select 1 as one from pg_attribute
    where attrelid = 'chunk_vectors'::regclass and attname = 'embedding' and not attisdropped`;
  if (rows.length > 0) having.add(db);
  return rows.length > 0;
}

/**
 * Adds the column where the server offers pgvector, and fills it. A role that may not create extensions goes on without it. Two at a time
 * take turns.
 */
export async function preparePgvector(db: Db, log: Logger): Promise<void> {
  const offered = await db.$queryRaw<
    unknown[]
  >`select 1 as one from pg_available_extensions where name = 'vector'`;
  if (offered.length === 0) return;
  try {
    await db.$transaction(async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('planwright pgvector'))`;
      await tx.$executeRaw`create extension if not exists vector`;
      await tx.$executeRaw`alter table chunk_vectors add column if not exists embedding vector`;
    });
  } catch (err) {
    log.warn(
      { err },
      "the server has pgvector, but it cannot be set up; vectors are compared by Planwright itself",
    );
    return;
  }
  for (let filled = AT_ONCE; filled === AT_ONCE;) filled = await fillSome(db);
}

async function fillSome(db: Db): Promise<number> {
  const rows = await db.$queryRaw<{ seq: bigint; vector: Uint8Array }[]>`
    select seq, vector from chunk_vectors where embedding is null limit ${AT_ONCE}`;
  if (rows.length === 0) return 0;
  await db.$executeRaw`
    update chunk_vectors v set embedding = given.embedding::vector
    from unnest(${rows.map(({ seq }) => seq)}::bigint[], ${rows.map(({ vector }) => vectorText(fromBytes(vector)))}::text[]) as given(seq, embedding)
    where v.seq = given.seq`;
  return rows.length;
}

/** A vector as pgvector reads it. */
export function vectorText(vector: Float32Array): string {
  return `[${vector.join(",")}]`;
}

/** Fills the column of rows that were just written; `texts` in the order of `seqs`. */
export async function writePgvector(
  tx: Pick<Db, "$executeRaw">,
  rows: readonly { seq: bigint; vector: Float32Array }[],
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update chunk_vectors v set embedding = given.embedding::vector
    from unnest(${rows.map(({ seq }) => seq)}::bigint[], ${rows.map(({ vector }) => vectorText(vector))}::text[]) as given(seq, embedding)
    where v.seq = given.seq`);
}
