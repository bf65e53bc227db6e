import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { DocumentView } from "#lib/domain/knowledge.ts";

const Row = DocumentView.extend({ updatedAt: z.date() }).transform((row) => ({
  ...row,
  updatedAt: row.updatedAt.toISOString(),
}));

/**
 * Reads what lists show of a workspace's documents, by name. Sizes are counted by the database, so that no content travels.
 * @param documentId one document only
 */
export async function readDocuments(
  db: Pick<Db, "$queryRaw">,
  workspaceId: string,
  documentId: string | null = null,
): Promise<DocumentView[]> {
  const rows = await db.$queryRaw`
    select d.id, d.name, d.title, d.kind, octet_length(d.content) as bytes, d.sample, d.updated_at as "updatedAt",
      (select count(*)::int from chunks c where c.workspace_id = d.workspace_id and c.document_id = d.id) as chunks
    from documents d
    where d.workspace_id = ${workspaceId} and (${documentId}::text is null or d.id = ${documentId}::text)
    order by lower(d.name), d.name`;
  return z.array(Row).parse(rows);
}
