import type { Db, Tx } from "#lib/db/client.ts";
import type { ChunkContent } from "./chunk-document.ts";

/** Which generation of a document's chunks; one that is not the document's live one is not found by searches. */
export type GenerationKey = { workspaceId: string; documentId: string; generation: number };

/** Kinds of token that Postgres' parser calls words: plain ones, compounds, and parts of compounds; no numbers and addresses. */
const WORDS = [1, 2, 3, 10, 11, 15, 16, 17];
/** Shorter words look like everything, longer ones are none. */
export const SHORTEST_WORD = 4;
export const LONGEST_WORD = 40;

/** Deletes the chunks of other generations than one, and their words; of one generation when `only` says so. */
export async function deleteChunks(
  db: Db | Tx,
  { workspaceId, documentId, generation }: GenerationKey,
  which: "others" | "only",
): Promise<void> {
  const where = { workspaceId, documentId, generation: which === "only" ? generation : { not: generation } };
  await db.chunk.deleteMany({ where });
  await db.documentWord.deleteMany({ where });
}

/**
 * Writes chunks at positions from `start` on, with the words in them, in one statement. Written twice they stay as they are.
 * @param pendingFileId only while this file is the one that the document is to be made of
 * @returns false when it is no longer, or the document is gone: then nothing is written
 */
export async function writeChunks(
  db: Db | Tx,
  { workspaceId, documentId, generation }: GenerationKey,
  start: number,
  chunks: readonly ChunkContent[],
  pendingFileId: string | null = null,
): Promise<boolean> {
  if (chunks.length === 0) return true;
  // The document is locked for this statement only, so that deleting it, or stopping its reading, waits for no more than that.
  const rows = await db.$queryRaw<{ written: boolean }[]>`
    with document as (
      select 1 from documents where workspace_id = ${workspaceId} and id = ${documentId}
        and (${pendingFileId}::text is null or pending_file_id = ${pendingFileId}::text)
      for share
    ), written as (
      insert into chunks (workspace_id, document_id, generation, position, heading, line, page, text)
      select ${workspaceId}, ${documentId}, ${generation}, chunk.position, chunk.heading, chunk.line, chunk.page, chunk.text
      from document, unnest(
        ${chunks.map((_, at) => start + at)}::int[], ${chunks.map(({ heading }) => heading)}::text[],
        ${chunks.map(({ line }) => line)}::int[], ${chunks.map(({ page }) => page)}::int[],
        ${chunks.map(({ text }) => text)}::text[]
      ) as chunk(position, heading, line, page, text)
      on conflict do nothing
    ), spelled as (
      insert into document_words (workspace_id, document_id, generation, word)
      select distinct ${workspaceId}, ${documentId}, ${generation}::int, lower(found.token)
      from document, unnest(${chunks.map(({ heading, text }) => `${heading ?? ""} ${text}`)}::text[]) as given(text)
      cross join lateral ts_parse('default', given.text) as found(kind, token)
      where found.kind = any(${WORDS}::int[]) and length(found.token) between ${SHORTEST_WORD}::int and ${LONGEST_WORD}::int
      on conflict do nothing
    )
    select exists (select from document) as written`;
  return rows[0]?.written === true;
}
