import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { Passage } from "#lib/domain/knowledge.ts";
import { queryWords, quoteWord } from "./query-words.ts";

/**
 * Share of the query's weight that a passage must hold. A word's weight is its rarity in the workspace, so a passage that
 * shares only everyday words with an unrelated query stays below it and the search finds nothing.
 */
const FLOOR = 0.3;
/** Chunks that each word may nominate. Ranking common words over 20,000 rows took 160 to 250 ms; capped it does not. */
const CANDIDATES_A_WORD = 300;
const COUNTED_AT_MOST = 5_000;
/** How much of the score is the weight of the words found; the rest is how close together they stand. */
const COVERAGE_SHARE = 0.75;

const Frequency = z.object({ word: z.string(), found: z.number().int(), total: z.number().int() });

/** Inverse document frequency as BM25 has it (Robertson and Sparck Jones). A word found nowhere weighs like one found once. */
function weightOf({ found, total }: { found: number; total: number }): number {
  const frequency = Math.max(found, 1);
  return Math.log(1 + (Math.max(total, frequency) - frequency + 0.5) / (frequency + 0.5));
}

async function frequencies(db: Db, workspaceId: string, words: string[]) {
  const rows = await db.$queryRaw`
    select w.word,
      (select count(*)::int from (
        select 1 from chunks c where c.workspace_id = ${workspaceId} and c.search @@ w.quoted::tsquery limit ${COUNTED_AT_MOST}
      ) hits) as found,
      (select count(*)::int from chunks c where c.workspace_id = ${workspaceId}) as total
    from unnest(${words}::text[], ${words.map(quoteWord)}::text[]) as w(word, quoted)`;
  return z.array(Frequency).parse(rows);
}

/**
 * Finds the passages of a workspace's documents that fit a query best. Any of the query's words may match; rare words
 * weigh more; a passage below the floor is no answer, so an unrelated query gives an empty list.
 * @param input.limit how many passages at most
 * @param input.documents only in documents of these names; then everything that matches counts, and where nothing does their
 * beginnings are given, since somebody meant these very documents
 * @returns best first, with a score from 0 to 1
 */
export async function searchChunks(
  db: Db,
  input: { workspaceId: string; query: string; limit: number; documents?: readonly string[] },
): Promise<Passage[]> {
  const { documents = [] } = input;
  if (documents.length === 0) return ranked(db, input, null);
  const named = await db.document.findMany({
    where: { workspaceId: input.workspaceId, name: { in: [...documents] } },
    select: { id: true },
  });
  const ids = named.map(({ id }) => id);
  const found = await ranked(db, input, ids);
  return found.length > 0 ? found : beginnings(db, input, ids);
}

/** The first passages of some documents, as they stand in them. */
async function beginnings(
  db: Db,
  { workspaceId, limit }: { workspaceId: string; limit: number },
  ids: readonly string[],
): Promise<Passage[]> {
  const rows = await db.$queryRaw`
    select d.id as "documentId", d.name as document, d.title, c.heading, c.line, c.text, 0::float8 as score
    from chunks c join documents d on d.workspace_id = c.workspace_id and d.id = c.document_id
    where c.workspace_id = ${workspaceId} and c.document_id = any(${ids}::text[])
    order by c.position, d.name limit ${limit}`;
  return z.array(Passage).parse(rows);
}

async function ranked(
  db: Db,
  { workspaceId, query, limit }: { workspaceId: string; query: string; limit: number },
  ids: readonly string[] | null,
): Promise<Passage[]> {
  const words = await queryWords(db, query);
  if (words.length === 0) return [];
  const weighed = (await frequencies(db, workspaceId, words)).map((row) => ({
    ...row,
    weight: weightOf(row),
  }));
  const total = weighed.reduce((sum, row) => sum + row.weight, 0);
  const known = weighed.filter((row) => row.found > 0);
  if (known.length === 0) return [];
  const quoted = known.map((row) => quoteWord(row.word));
  const rows = await db.$queryRaw`
    with words as (
      select * from unnest(${quoted}::text[], ${known.map((row) => row.weight / total)}::float8[]) as w(quoted, weight)
    ), candidates as (
      (select c.document_id, c.position from chunks c
        where c.workspace_id = ${workspaceId} and (${ids}::text[] is null or c.document_id = any(${ids}::text[]))
          and c.search @@ ${quoted.join(" & ")}::tsquery limit ${CANDIDATES_A_WORD})
      union
      select hit.document_id, hit.position from words w cross join lateral (
        select c.document_id, c.position from chunks c
        where c.workspace_id = ${workspaceId} and (${ids}::text[] is null or c.document_id = any(${ids}::text[]))
          and c.search @@ w.quoted::tsquery limit ${CANDIDATES_A_WORD}) hit
    ), ranked as (
      select c.document_id, c.position, c.heading, c.line, c.text,
        (select coalesce(sum(w.weight), 0) from words w where c.search @@ w.quoted::tsquery) as coverage,
        -- 1: divided by 1 + log of the length; 32: brought between 0 and 1.
        ts_rank_cd(c.search, ${quoted.join(" | ")}::tsquery, 1 | 32) as density
      from candidates join chunks c
        on c.workspace_id = ${workspaceId} and c.document_id = candidates.document_id and c.position = candidates.position
    )
    select d.id as "documentId", d.name as document, d.title, r.heading, r.line, r.text,
      round((${COVERAGE_SHARE}::float8 * r.coverage + (1 - ${COVERAGE_SHARE}::float8) * r.density)::numeric, 4)::float8 as score
    from ranked r join documents d on d.workspace_id = ${workspaceId} and d.id = r.document_id
    where r.coverage >= ${ids === null ? FLOOR : 0}::float8
    order by score desc, d.name, r.position
    limit ${limit}`;
  return z.array(Passage).parse(rows);
}
