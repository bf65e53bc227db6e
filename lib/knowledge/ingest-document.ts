import type { Tx } from "#lib/db/client.ts";
import type { DocumentInput } from "#lib/domain/knowledge.ts";
import { newId } from "#lib/domain/ids.ts";
import { chunkDocument, titleOf } from "./chunk-document.ts";

const ROWS_AN_INSERT = 500;

/**
 * Stores a document and its chunks; a document of the same name in the workspace is replaced and keeps its id.
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
  };
  const { id } = await tx.document.upsert({
    where: { workspaceId_name: { workspaceId, name: document.name } },
    create: { workspaceId, id: newId(), name: document.name, createdBy: input.createdBy, ...content },
    update: { ...content, updatedAt: new Date() },
    select: { id: true },
  });
  await tx.chunk.deleteMany({ where: { workspaceId, documentId: id } });
  for (let start = 0; start < chunks.length; start += ROWS_AN_INSERT) {
    await tx.chunk.createMany({
      data: chunks
        .slice(start, start + ROWS_AN_INSERT)
        .map((chunk, at) => ({ workspaceId, documentId: id, position: start + at, ...chunk })),
    });
  }
  return { documentId: id, chunks: chunks.length };
}
