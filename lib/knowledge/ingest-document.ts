import { createHash } from "node:crypto";
import type { Tx } from "#lib/db/client.ts";
import type { DocumentInput } from "#lib/domain/knowledge.ts";
import { newId } from "#lib/domain/ids.ts";
import { chunkDocument, titleOf } from "./chunk-document.ts";
import { deleteFile } from "./document-files.ts";
import { deleteChunks, writeChunks } from "./write-chunks.ts";

const ROWS_AN_INSERT = 500;

/** What tells content that is brought twice. */
export function contentHash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * Stores a document whose text is given, with its chunks; a document of the same name in the workspace is replaced and keeps its id.
 * Call it inside a transaction: the document's row lock makes two writers of one name take turns.
 * @param sample whether it belongs to the sample workspace's documents
 * @returns the document's id and how many chunks it has
 * @throws BrokenCsv when a CSV document cannot be read
 */
export async function ingestDocument(
  tx: Tx,
  input: { workspaceId: string; createdBy: string; sample: boolean; document: DocumentInput },
): Promise<{ documentId: string; chunks: number }> {
  const { workspaceId, document } = input;
  const chunks = chunkDocument(document.kind, document.content);
  const content = {
    title: titleOf(document.name, document.kind, document.content),
    kind: document.kind,
    content: document.content,
    sample: input.sample,
    bytes: Buffer.byteLength(document.content),
    chunkCount: chunks.length,
    sha256: contentHash(document.content),
    status: "ready",
    progress: 100,
    problem: null,
    notes: [],
  };
  const {
    id,
    fileId,
    pendingFileId,
    lastGeneration: generation,
  } = await tx.document.upsert({
    where: { workspaceId_name: { workspaceId, name: document.name } },
    create: {
      workspaceId,
      id: newId(),
      name: document.name,
      createdBy: input.createdBy,
      lastGeneration: 1,
      ...content,
    },
    update: { ...content, lastGeneration: { increment: 1 }, updatedAt: new Date() },
    select: { id: true, fileId: true, pendingFileId: true, lastGeneration: true },
  });
  await tx.document.update({
    where: { workspaceId_id: { workspaceId, id } },
    data: { generation, fileId: null, pendingFileId: null },
  });
  for (const file of [fileId, pendingFileId]) if (file) await deleteFile(tx, { workspaceId, fileId: file });
  const key = { workspaceId, documentId: id, generation };
  await deleteChunks(tx, key, "others");
  for (let start = 0; start < chunks.length; start += ROWS_AN_INSERT) {
    await writeChunks(tx, key, start, chunks.slice(start, start + ROWS_AN_INSERT));
  }
  return { documentId: id, chunks: chunks.length };
}
