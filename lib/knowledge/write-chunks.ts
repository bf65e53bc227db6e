import type { Db, Tx } from "#lib/db/client.ts";
import type { ChunkContent } from "./chunk-document.ts";

/** Which generation of a document's chunks; one that is not the document's live one is not found by searches. */
export type GenerationKey = { workspaceId: string; documentId: string; generation: number };

/**
 * Writes chunks at positions from `start` on, in one statement. Written twice they stay as they are.
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
    )
    select exists (select from document) as written`;
  return rows[0]?.written === true;
}
