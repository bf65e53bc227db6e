import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { Passage, type KnowledgeSearch } from "#lib/domain/knowledge.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { ModelError } from "#lib/models/port.ts";
import type { Embedder } from "./meaning/embedder.ts";
import { explain, MARK_BEGIN, MARK_END, marksIn } from "./search/explain.ts";
import { fuse, type Fused } from "./search/fuse.ts";
import { keyOf, type PassageKey, type Scope } from "./search/leg.ts";
import { hasVectors, meaningLeg, readQuestion, type ReadQuestion } from "./search/meaning-leg.ts";
import { spellingLeg } from "./search/spelling-leg.ts";
import { weighWords, type WeighedWord } from "./search/weigh-words.ts";
import { wordsLeg } from "./search/words-leg.ts";
import { storableQuery } from "./query-words.ts";

const Row = Passage.omit({ score: true, why: true, marks: true }).extend({
  generation: z.number().int(),
  marked: z.string(),
});

/**
 * By which model a search finds what is meant, and what ends it. `patienceMs`: how long the model may take to read the question; then
 * the search goes on without it.
 */
export type MeaningBy = { embedder: Embedder; signal?: AbortSignal; patienceMs?: number };

const PATIENCE_MS = 10_000;

/**
 * Finds the passages of a workspace's documents that fit a query best: by words, by words spelled alike, and by meaning where vectors
 * of the embedder's model are there. Each finds for itself; a passage is as good as its places. An unrelated query gives an empty
 * list: words and spelling have a floor below which a passage is no answer, and by meaning alone it must be near. Without meaning, for whatever reason, the others answer.
 * @param input.limit how many passages at most
 * @param input.documents only in documents of these names; then all that matches by words counts, and where nothing does their
 * beginnings are given, since somebody meant these very documents
 * @returns best first
 * @throws the signal's reason
 */
export async function searchChunks(
  db: Db,
  input: {
    workspaceId: string;
    query: string;
    limit: number;
    documents?: readonly string[];
    meaning?: MeaningBy | null;
  },
): Promise<KnowledgeSearch> {
  const { workspaceId, limit, documents = [] } = input;
  const query = storableQuery(input.query);
  const ids = documents.length === 0 ? null : await idsOf(db, workspaceId, documents);
  const scope = { workspaceId, ids };
  const [{ words, hits }, meaning] = await Promise.all([
    byLetters(db, scope, query),
    byMeaning(db, scope, query, input.meaning ?? null),
  ]);
  const known = words.reduce((sum, { found, share }) => sum + (found > 0 ? share : 0), 0);
  const { alone, withWord, companion } = meaning.floors;
  const nearest = meaning.hits?.[0]?.score ?? 0;
  const answered =
    ids !== null || hits.words.length + hits.spelling.length > 0 || nearest >= (known > 0 ? withWord : alone);
  // Of a model to which all is alike, nearness says nothing.
  const sure = { words: known, meaning: alone > companion ? (nearest - companion) / (alone - companion) : 0 };
  const fused = answered ? fuse({ ...hits, meaning: meaning.hits }, sure, limit) : [];
  const passages = await quote(db, workspaceId, fused, words);
  return {
    passages:
      passages.length === 0 && ids !== null ? await beginnings(db, workspaceId, ids, limit) : passages,
    meaning: { used: meaning.hits !== null, model: meaning.model, reason: meaning.reason },
  };
}

async function idsOf(db: Db, workspaceId: string, names: readonly string[]): Promise<string[]> {
  const named = await db.document.findMany({
    where: { workspaceId, name: { in: [...names] } },
    select: { id: true },
  });
  return named.map(({ id }) => id);
}

async function byLetters(db: Db, scope: Scope, query: string) {
  const words = await weighWords(db, scope.workspaceId, query);
  const [found, alike] = await Promise.all([wordsLeg(db, scope, words), spellingLeg(db, scope, words)]);
  return { words, hits: { words: found, spelling: alike } };
}

async function byMeaning(db: Db, scope: Scope, query: string, by: MeaningBy | null) {
  const none = { hits: null, floors: { alone: 1, withWord: 1, companion: 0 } };
  if (!by || query === "") return { ...none, model: null, reason: "No model is there to search by meaning." };
  const { embedder, signal, patienceMs = PATIENCE_MS } = by;
  const model = embedder.label;
  if (!(await hasVectors(db, scope.workspaceId, embedder.key))) {
    return { ...none, model, reason: "No passage has been read by its model yet." };
  }
  const late = AbortSignal.timeout(patienceMs);
  let question: ReadQuestion;
  try {
    question = await readQuestion(embedder, query, signal ? AbortSignal.any([signal, late]) : late);
  } catch (cause) {
    signal?.throwIfAborted();
    const why = cause instanceof ModelError ? ` ${cause.message}` : late.aborted ? " It took too long." : "";
    return { ...none, model, reason: `The model could not read the question.${why}` };
  }
  return { hits: await meaningLeg(db, scope, question), floors: question.floors, model, reason: null };
}

/** The passages themselves, with where they stand and why they were found. */
async function quote(
  db: Db,
  workspaceId: string,
  fused: readonly Fused[],
  words: readonly WeighedWord[],
): Promise<Passage[]> {
  if (fused.length === 0) return [];
  const alike = fused.flatMap(({ legs }) => legs.spelling?.alike.map(({ query }) => `(${query})`) ?? []);
  const known = words.filter(({ found }) => found > 0).map(({ quoted }) => quoted);
  const rows = await read(db, workspaceId, fused, [...new Set([...known, ...alike])].join(" | "));
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return fused.flatMap((one): Passage[] => {
    const row = byKey.get(keyOf(one));
    if (!row) return [];
    const { marked, generation: _, ...passage } = row;
    const marks = marksIn(passage.text, marked);
    return [{ ...passage, score: one.score, why: explain(one, words), marks }];
  });
}

async function read(db: Db, workspaceId: string, keys: readonly PassageKey[], query: string) {
  const options = `HighlightAll=true, StartSel="${MARK_BEGIN}", StopSel="${MARK_END}"`;
  const marked =
    query === ""
      ? Prisma.sql`c.text`
      : Prisma.sql`ts_headline('english', c.text, ${query}::tsquery, ${options})`;
  const rows = await db.$queryRaw`
    select c.document_id as "documentId", c.generation, d.name as document, d.title, d.kind, c.position, c.heading, c.line,
      c.page, c.text, ${marked} as marked
    from unnest(${keys.map(({ documentId }) => documentId)}::text[], ${keys.map(({ generation }) => generation)}::int[],
      ${keys.map(({ position }) => position)}::int[]) as wanted(id, generation, position)
    join chunks c on c.workspace_id = ${workspaceId} and c.document_id = wanted.id and c.generation = wanted.generation
      and c.position = wanted.position
    join documents d on d.workspace_id = ${workspaceId} and d.id = c.document_id and d.generation = c.generation`;
  return z.array(Row).parse(rows);
}

/** The first passages of some documents, as they stand in them. */
async function beginnings(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
  limit: number,
): Promise<Passage[]> {
  const rows = await db.$queryRaw`
    select d.id as "documentId", d.name as document, d.title, d.kind, c.position, c.heading, c.line, c.page, c.text
    from chunks c
    join documents d on d.workspace_id = c.workspace_id and d.id = c.document_id and d.generation = c.generation
    where c.workspace_id = ${workspaceId} and c.document_id = any(${ids}::text[])
    order by c.position, d.name limit ${limit}`;
  return z
    .array(Row.omit({ marked: true, generation: true }))
    .parse(rows)
    .map((passage) => ({
      ...passage,
      score: 0,
      why: { words: null, spelling: null, meaning: null },
      marks: [],
    }));
}
