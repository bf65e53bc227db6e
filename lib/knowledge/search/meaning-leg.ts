import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { meaningFloor } from "../meaning/baseline.ts";
import type { Embedder } from "../meaning/embedder.ts";
import { hasPgvector, vectorText } from "../meaning/pgvector.ts";
import { forgetVectors, scanVectors } from "../meaning/scan-vectors.ts";
import { unit } from "../meaning/vectors.ts";
import { Hit, HITS_A_LEG, type Scope } from "./leg.ts";

/**
 * Passages that mean what was asked, in other words perhaps: those whose vectors are most like the query's. Exact, by pgvector where the
 * server has it, else in the process.
 * @returns best first; null when the workspace has no vectors of this model
 * @throws ModelError, or Error of the built-in model, when the query could not be turned into a vector
 */
export async function meaningLeg(
  db: Db,
  scope: Scope,
  query: string,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<Hit[] | null> {
  const { workspaceId } = scope;
  const any = await db.chunkVector.findFirst({
    where: { workspaceId, model: embedder.key },
    select: { dimension: true },
  });
  if (!any) return null;
  const floor = await meaningFloor(embedder, signal);
  const [numbers = []] = await embedder.embed([query], signal);
  const vector = unit(numbers);
  const hits = (await hasPgvector(db))
    ? await inDatabase(db, scope, embedder.key, vector, floor)
    : await inProcess(db, scope, embedder.key, vector, floor);
  return hits;
}

async function inDatabase(
  db: Db,
  { workspaceId, ids }: Scope,
  model: string,
  vector: Float32Array,
  floor: number,
): Promise<Hit[]> {
  // <#> is the negative product, which of vectors of length 1 is how alike they are.
  const rows = await db.$queryRaw`
    select v.document_id as "documentId", v.generation, v.position, v.score from (
      select document_id, generation, position, round((-(embedding <#> ${vectorText(vector)}::vector))::numeric, 4)::float8 as score
      from chunk_vectors
      where workspace_id = ${workspaceId} and model = ${model} and dimension = ${vector.length}
        and (${ids}::text[] is null or document_id = any(${ids}::text[]))
    ) as v
    join documents d on d.workspace_id = ${workspaceId} and d.id = v.document_id and d.generation = v.generation
    where v.score >= ${floor}::float8
    order by v.score desc, d.name, v.position
    limit ${HITS_A_LEG}`;
  return z.array(Hit).parse(rows);
}

const Live = z.object({ id: z.string(), name: z.string(), generation: z.number().int() });

async function inProcess(
  db: Db,
  { workspaceId, ids }: Scope,
  model: string,
  vector: Float32Array,
  floor: number,
): Promise<Hit[]> {
  const at = { workspaceId, model, ids: ids === null ? null : new Set(ids) };
  const found = await scanVectors(db, at, vector, { floor, limit: HITS_A_LEG });
  const documents = z.array(Live).parse(
    await db.document.findMany({
      where: { workspaceId, id: { in: [...new Set(found.map(({ key }) => key.documentId))] } },
      select: { id: true, name: true, generation: true },
    }),
  );
  const live = new Map(documents.map((document) => [document.id, document]));
  const hits = found.flatMap(({ key, score }): (Hit & { name: string })[] => {
    const document = live.get(key.documentId);
    if (document?.generation !== key.generation) return [];
    return [{ ...key, score: Math.round(score * 1e4) / 1e4, stems: [], name: document.name }];
  });
  // Some were deleted since they were fetched, and took the places of others: fetched anew, the next search has them.
  if (hits.length < found.length) forgetVectors(db, workspaceId, model);
  return hits
    .toSorted(
      (a, b) => b.score - a.score || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.position - b.position),
    )
    .map(({ name: _name, ...hit }) => hit);
}
