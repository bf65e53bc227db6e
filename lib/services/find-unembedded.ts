import type { Db } from "#lib/db/client.ts";
import { createLogger } from "#lib/config/logger.ts";
import { embedderOf } from "#lib/knowledge/meaning/embedder.ts";
import { preparePgvector } from "#lib/knowledge/meaning/pgvector.ts";
import { missingVectors } from "#lib/knowledge/meaning/write-vectors.ts";
import { askForVectors } from "./knowledge/tell-of-documents.ts";

const log = createLogger("knowledge");

/**
 * Has the passages of all workspaces turned into vectors that lack them: those whose model failed or was changed in the environment,
 * and those from before there were vectors. A server that has got pgvector meanwhile is put to use.
 * @returns how many workspaces were found
 */
export async function findUnembedded(db: Db, signal?: AbortSignal): Promise<number> {
  await preparePgvector(db, log);
  const workspaces = await db.$queryRaw<{ id: string }[]>`
    select distinct workspace_id as id from documents where chunk_count > 0 order by workspace_id`;
  let found = 0;
  for (const { id } of workspaces) {
    signal?.throwIfAborted();
    const embedder = await embedderOf({ db, log }, id);
    const covered = await db.chunkVector.count({ where: { workspaceId: id, model: embedder.key } });
    if (covered >= embedder.most || (await missingVectors(db, id, embedder.key, 1)).length === 0) continue;
    await db.$transaction((tx) => askForVectors(tx, id));
    found++;
  }
  return found;
}
