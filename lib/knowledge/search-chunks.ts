import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { DocumentKind, type KnowledgeSearch, type Passage } from "#lib/domain/knowledge.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Embedder } from "./meaning/embedder.ts";
import { explain, MARK_BEGIN, MARK_END } from "./search/explain.ts";
import { fuse, type Fused } from "./search/fuse.ts";
import { keyOf, type PassageKey, type Scope } from "./search/leg.ts";
import { meaningLeg } from "./search/meaning-leg.ts";
import { spellingLeg } from "./search/spelling-leg.ts";
import { weighWords, type WeighedWord } from "./search/weigh-words.ts";
import { wordsLeg } from "./search/words-leg.ts";
import { storableQuery } from "./query-words.ts";

const Row = z.object({
  documentId: z.string(),
  generation: z.number().int(),
  document: z.string(),
  title: z.string(),
  kind: DocumentKind,
  position: z.number().int(),
  heading: z.string().nullable(),
  line: z.number().int(),
  page: z.number().int().nullable(),
  text: z.string(),
  marked: z.string(),
});

/** By which model a search finds what is meant, and what ends it. */
export type MeaningBy = {
  embedder: Embedder;
  signal?: AbortSignal;
  /** Milliseconds that the model may take to read the question; 10,000 unless told. */
  patienceMs?: number;
};

/** How long a model may take to read the question; then the search goes on without it. */
const MEANING_MS = 10_000;

/**
 * Finds the passages of a workspace's documents that fit a query best: by words, by words spelled alike, and by meaning where vectors
 * of the embedder's model are there. Each finds for itself; a passage is as good as its places. An unrelated query gives an empty
 * list: each has a floor below which a passage is no answer. Without meaning, for whatever reason, the others answer.
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
  const fused = fuse({ ...hits, meaning: meaning.hits }, limit);
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
  if (!by || query === "")
    return { hits: null, model: null, reason: "No model is there to search by meaning." };
  const model = by.embedder.label;
  try {
    const late = AbortSignal.timeout(by.patienceMs ?? MEANING_MS);
    const signal = by.signal ? AbortSignal.any([by.signal, late]) : late;
    const hits = await meaningLeg(db, scope, query, by.embedder, signal);
    return { hits, model, reason: hits === null ? "No passage has been read by its model yet." : null };
  } catch (cause) {
    by.signal?.throwIfAborted();
    const why = cause instanceof Error ? cause.message : "";
    return { hits: null, model, reason: `The model could not read the question. ${why}`.trim() };
  }
}

/** The passages themselves, with where they stand and why they were found. */
async function quote(
  db: Db,
  workspaceId: string,
  fused: readonly Fused[],
  words: readonly WeighedWord[],
): Promise<Passage[]> {
  if (fused.length === 0) return [];
  const wanted = words.filter(({ found }) => found > 0).map(({ quoted }) => quoted);
  const rows = await read(db, workspaceId, fused, wanted.join(" | "));
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return fused.flatMap((one): Passage[] => {
    const row = byKey.get(keyOf(one));
    if (!row) return [];
    const { marked, generation: _, ...passage } = row;
    return [{ ...passage, score: one.score, ...explain(one, words, passage.text, marked) }];
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
    select d.id as "documentId", c.generation, d.name as document, d.title, d.kind, c.position, c.heading, c.line, c.page,
      c.text, c.text as marked
    from chunks c
    join documents d on d.workspace_id = c.workspace_id and d.id = c.document_id and d.generation = c.generation
    where c.workspace_id = ${workspaceId} and c.document_id = any(${ids}::text[])
    order by c.position, d.name limit ${limit}`;
  return z
    .array(Row)
    .parse(rows)
    .map(({ marked: _marked, generation: _generation, ...passage }) => ({
      ...passage,
      score: 0,
      why: { words: null, spelling: null, meaning: null },
      marks: [],
    }));
}
