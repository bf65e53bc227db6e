import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { DocumentView } from "#lib/domain/knowledge.ts";
import { byName } from "#lib/domain/knowledge-events.ts";

/** What a view is made of: never the content, which may have fifty megabytes. */
const VIEW = {
  id: true,
  name: true,
  title: true,
  kind: true,
  bytes: true,
  chunkCount: true,
  sample: true,
  status: true,
  progress: true,
  problem: true,
  notes: true,
  updatedAt: true,
} as const;

const Row = DocumentView.omit({ chunks: true })
  .extend({ chunkCount: z.number().int(), updatedAt: z.date() })
  .transform(({ chunkCount, updatedAt, ...row }): DocumentView => {
    return { ...row, chunks: chunkCount, updatedAt: updatedAt.toISOString() };
  });

/** More than a page can show; of more, the first by name. */
const MOST = 5_000;

/**
 * Reads what lists show of a workspace's documents, by name.
 * @param documentId one document only
 */
export async function readDocuments(
  db: Pick<Db, "document">,
  workspaceId: string,
  documentId: string | null = null,
): Promise<DocumentView[]> {
  const rows = await db.document.findMany({
    where: { workspaceId, ...(documentId !== null && { id: documentId }) },
    select: VIEW,
    orderBy: { name: "asc" },
    take: MOST,
  });
  return z.array(Row).parse(rows).toSorted(byName);
}
