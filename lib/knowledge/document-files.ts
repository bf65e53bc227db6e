import type { Db, Tx } from "#lib/db/client.ts";

/** Which uploaded file. */
export type FileKey = { workspaceId: string; fileId: string };

/** What one row of a file holds: a whole one of 50 MB would have to pass through memory several times over. */
export const PART_BYTES = 1_024 * 1_024;

/** The generation of a document that was never read: it has no content yet. */
export const UNREAD = -1;

/** Writes the next part of a file. */
export async function writePart(
  db: Db | Tx,
  { workspaceId, fileId }: FileKey,
  part: number,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await db.documentPart.create({ data: { workspaceId, fileId, part, bytes } });
}

/** The bytes of a file, part by part, as they came; nothing of a file that is gone. */
export async function* readParts(
  db: Db,
  { workspaceId, fileId }: FileKey,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let part = 0; ; part++) {
    const row = await db.documentPart.findUnique({
      where: { workspaceId_fileId_part: { workspaceId, fileId, part } },
      select: { bytes: true },
    });
    if (!row) return;
    yield row.bytes;
  }
}

/** Deletes a file that no document needs any more. */
export async function deleteFile(db: Db | Tx, { workspaceId, fileId }: FileKey): Promise<void> {
  await db.documentFile.deleteMany({ where: { workspaceId, id: fileId } });
}

/**
 * Deletes files that were begun a day ago and that no document names: their upload broke off together with its process. In a batch.
 * @returns how many went
 */
export async function deleteLostFiles(db: Db): Promise<number> {
  return db.$executeRaw`
    delete from document_files f using (
      select workspace_id, id from document_files lost
      where lost.created_at < now() - interval '1 day' and not exists (
        select from documents d where d.workspace_id = lost.workspace_id and lost.id in (d.file_id, d.pending_file_id))
      limit 20
    ) as lost
    where f.workspace_id = lost.workspace_id and f.id = lost.id`;
}
