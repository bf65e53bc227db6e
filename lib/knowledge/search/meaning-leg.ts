import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { meaningFloors, type Floors } from "../meaning/baseline.ts";
import type { Embedder } from "../meaning/embedder.ts";
import { hasPgvector, vectorText } from "../meaning/pgvector.ts";
import { forgetVectors, scanVectors } from "../meaning/scan-vectors.ts";
import { unit } from "../meaning/vectors.ts";
import { Hit, HITS_A_LEG, type Scope } from "./leg.ts";

/** A question as a model read it: by which vector passages are found, and how alike they must be to count. */
export type ReadQuestion = { model: string; vector: Float32Array; floors: Floors };

/**
 * Has a model read a question.
 * @throws ModelError, or Error of the built-in model; the signal's reason
 */
export async function readQuestion(
  embedder: Embedder,
  query: string,
  signal: AbortSignal,
): Promise<ReadQuestion> {
  const floors = await meaningFloors(embedder, signal);
  const [numbers = []] = await embedder.embed([query], signal);
  return { model: embedder.key, vector: unit(numbers), floors };
}

/** Whether passages of a workspace have been read by a model. */
export async function hasVectors(db: Db, workspaceId: string, model: string): Promise<boolean> {
  return (
    (await db.chunkVector.findFirst({ where: { workspaceId, model }, select: { dimension: true } })) !== null
  );
}

/**
 * Passages that mean what was asked, in other words perhaps: those whose vectors are most like the question's. Exact, by pgvector where
 * the server has it, else in the process.
 * @returns best first
 */
export async function meaningLeg(db: Db, scope: Scope, question: ReadQuestion): Promise<Hit[]> {
  return (await hasPgvector(db)) ? inDatabase(db, scope, question) : inProcess(db, scope, question);
}

async function inDatabase(
  db: Db,
  { workspaceId, ids }: Scope,
  { model, vector, floors: { companion: floor } }: ReadQuestion,
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
  { model, vector, floors: { companion: floor } }: ReadQuestion,
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
    return [{ ...key, score: Math.round(score * 1e4) / 1e4, stems: [], alike: [], name: document.name }];
  });
  // Some were deleted since they were fetched, and took the places of others: fetched anew, the next search has them.
  if (hits.length < found.length) forgetVectors(db, workspaceId, model);
  return hits
    .toSorted(
      (a, b) => b.score - a.score || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.position - b.position),
    )
    .map(({ name: _name, ...hit }) => hit);
}
