import { z } from "zod";
import type { Db } from "#lib/db/client.ts";
import { FLOOR, Hit, HITS_A_LEG, type Scope } from "./leg.ts";
import type { WeighedWord } from "./weigh-words.ts";

/** Chunks that each word may nominate. Ranking common words over 20,000 rows took 160 to 250 ms; capped it does not. */
const CANDIDATES_A_WORD = 300;
/** How much of the score is the weight of the words found; the rest is how close together they stand. */
const COVERAGE_SHARE = 0.75;

/**
 * Passages that have words of the query, by Postgres' full text search. Any of the words may match; what counts is the weight of
 * those that do, then how close together they stand.
 * @returns best first
 */
export async function wordsLeg(
  db: Db,
  { workspaceId, ids }: Scope,
  words: readonly WeighedWord[],
): Promise<Hit[]> {
  const known = words.filter(({ found }) => found > 0);
  if (known.length === 0) return [];
  const quoted = known.map((word) => word.quoted);
  const rows = await db.$queryRaw`
    with words as (
      select * from unnest(${known.map(({ stem }) => stem)}::text[], ${quoted}::text[], ${known.map(({ share }) => share)}::float8[])
        as w(stem, quoted, weight)
    ), candidates as (
      (select c.document_id, c.generation, c.position from chunks c
        where c.workspace_id = ${workspaceId} and (${ids}::text[] is null or c.document_id = any(${ids}::text[]))
          and c.search @@ ${quoted.join(" & ")}::tsquery limit ${CANDIDATES_A_WORD})
      union
      select hit.document_id, hit.generation, hit.position from words w cross join lateral (
        select c.document_id, c.generation, c.position from chunks c
        where c.workspace_id = ${workspaceId} and (${ids}::text[] is null or c.document_id = any(${ids}::text[]))
          and c.search @@ w.quoted::tsquery limit ${CANDIDATES_A_WORD}) hit
    ), ranked as (
      select c.document_id, c.generation, c.position, matched.coverage, matched.stems,
        -- 1: divided by 1 + log of the length; 32: brought between 0 and 1.
        ts_rank_cd(c.search, ${quoted.join(" | ")}::tsquery, 1 | 32) as density
      from candidates join chunks c on c.workspace_id = ${workspaceId} and c.document_id = candidates.document_id
        and c.generation = candidates.generation and c.position = candidates.position
      cross join lateral (
        select coalesce(sum(w.weight), 0) as coverage, coalesce(array_agg(w.stem), '{}') as stems
        from words w where c.search @@ w.quoted::tsquery
      ) matched
    )
    select r.document_id as "documentId", r.generation, r.position, r.stems,
      round((${COVERAGE_SHARE}::float8 * r.coverage + (1 - ${COVERAGE_SHARE}::float8) * r.density)::numeric, 4)::float8 as score
    from ranked r
    join documents d on d.workspace_id = ${workspaceId} and d.id = r.document_id and d.generation = r.generation
    where r.coverage >= ${ids === null ? FLOOR : 0}::float8
    order by score desc, d.name, r.position
    limit ${HITS_A_LEG}`;
  return z.array(Hit).parse(rows);
}
